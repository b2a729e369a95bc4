# Makes this container's own cgroup the whole of /sys/fs/cgroup (cgroup v1): the machine's is mounted
# there, and pods would land beside this container and outlive it.
own=$(sed -n 's/^[0-9]*:pids://p' /proc/self/cgroup)
case "$own" in '' | /) return 0 ;; esac
for controller in $(sed -n 's/^[0-9]*:\(name=\)\{0,1\}\([a-z_,]*\):.*/\2/p' /proc/self/cgroup); do
  at=/sys/fs/cgroup/$controller
  [ -d "$at$own" ] || continue
  # The old mount must go, not only be covered: runc takes the first of two that it finds.
  mkdir -p /run/own-cgroup
  mount --bind "$at$own" /run/own-cgroup
  umount "$at"
  mount --bind /run/own-cgroup "$at"
  umount /run/own-cgroup
done
