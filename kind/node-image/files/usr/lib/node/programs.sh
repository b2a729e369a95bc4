# How each program of the node is started; `run` keeps its process id and its log.
DATA=/var/lib/rancher/k3s TLS=$DATA/server/tls LOGS=/var/log
SERVICES=10.43.0.0/16 PODS=10.42.0.0/16
SOCKET=/run/k3s/containerd/containerd.sock

run() { # name, command…
  program=$1
  shift
  "$@" >"$LOGS/$program.log" 2>&1 &
  echo $! >"/run/k3s/$program.pid"
}

start_containerd() { run containerd containerd -c /etc/containerd.toml; }

# --unsafe-no-fsync: the node's life is a test's; nothing is read back after a crash.
start_etcd() {
  run etcd etcd --data-dir "$DATA/server/etcd" --unsafe-no-fsync \
    --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
    --listen-peer-urls http://127.0.0.1:2380
}

start_apiserver() {
  run apiserver kube-apiserver --etcd-servers http://127.0.0.1:2379 \
    --bind-address 0.0.0.0 --secure-port 6443 --advertise-address "$IP" \
    --service-cluster-ip-range "$SERVICES" --allow-privileged=true \
    --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction \
    --tls-cert-file "$TLS/apiserver.crt" --tls-private-key-file "$TLS/apiserver.key" \
    --client-ca-file "$TLS/ca.crt" \
    --kubelet-client-certificate "$TLS/apiserver-client.crt" \
    --kubelet-client-key "$TLS/apiserver-client.key" \
    --service-account-issuer https://kubernetes.default.svc.cluster.local \
    --service-account-key-file "$TLS/service-accounts.pub" \
    --service-account-signing-key-file "$TLS/service-accounts.key"
}

# The rates: at the default ones the first namespace's ServiceAccount comes seconds after the node.
start_controller_manager() {
  run controller-manager kube-controller-manager --kubeconfig "$TLS/controller-manager.kubeconfig" \
    --root-ca-file "$TLS/ca.crt" --service-account-private-key-file "$TLS/service-accounts.key" \
    --cluster-signing-cert-file "$TLS/ca.crt" --cluster-signing-key-file "$TLS/ca.key" \
    --allocate-node-cidrs --cluster-cidr "$PODS" --use-service-account-credentials=true \
    --leader-elect=false --kube-api-qps=200 --kube-api-burst=400
}

start_scheduler() {
  run scheduler kube-scheduler --kubeconfig "$TLS/scheduler.kubeconfig" --leader-elect=false
}

start_kubelet() {
  run kubelet kubelet --kubeconfig "$TLS/kubelet.kubeconfig" --config /etc/kubelet.yaml \
    --hostname-override "$NODE" --node-ip "$IP" --root-dir /var/lib/kubelet
}

# --conntrack-max-per-core 0: the machine's own limit stays, which a container may not raise.
start_kube_proxy() {
  run kube-proxy kube-proxy --kubeconfig "$TLS/kube-proxy.kubeconfig" \
    --hostname-override "$NODE" --cluster-cidr "$PODS" --proxy-mode iptables \
    --conntrack-max-per-core 0
}
