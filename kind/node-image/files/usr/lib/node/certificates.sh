# One authority, a certificate for each program, and a kubeconfig for each client: new for each node.
# Expects TLS (folder), NODE, IP and SANS (comma before each name).
umask 077
openssl ecparam -name prime256v1 -genkey -noout -out "$TLS/ca.key"
openssl req -x509 -new -key "$TLS/ca.key" -days 3650 -subj /CN=rauta-node-ca -out "$TLS/ca.crt" \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,digitalSignature

certificate() { # name, subject, usage, alternative names
  openssl ecparam -name prime256v1 -genkey -noout -out "$TLS/$1.key"
  openssl req -new -key "$TLS/$1.key" -subj "$2" -out "$TLS/$1.csr"
  printf 'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=%s\n%s\n' \
    "$3" "${4:+subjectAltName=$4}" >"$TLS/$1.ext"
  openssl x509 -req -in "$TLS/$1.csr" -CA "$TLS/ca.crt" -CAkey "$TLS/ca.key" -CAcreateserial \
    -days 3650 -extfile "$TLS/$1.ext" -out "$TLS/$1.crt" 2>/dev/null
}

names="DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc"
names="$names,DNS:kubernetes.default.svc.cluster.local,DNS:$NODE"
# 127.0.0.1: the API server's port is published there, and the kubeconfig must verify.
names="$names,IP:127.0.0.1,IP:$IP,IP:10.43.0.1"
for san in $(echo "$SANS" | tr , ' '); do
  case "$san" in *[!0-9.]*) names="$names,DNS:$san" ;; *) names="$names,IP:$san" ;; esac
done
certificate apiserver /CN=kube-apiserver serverAuth "$names"
certificate apiserver-client /O=system:masters/CN=kube-apiserver-kubelet-client clientAuth
openssl genrsa -out "$TLS/service-accounts.key" 2048 2>/dev/null
openssl rsa -in "$TLS/service-accounts.key" -pubout -out "$TLS/service-accounts.pub" 2>/dev/null

client() { # name, subject
  certificate "$1" "$2" clientAuth
  cat >"$TLS/$1.kubeconfig" <<EOF
apiVersion: v1
kind: Config
clusters:
- name: default
  cluster:
    certificate-authority-data: $(base64 -w0 <"$TLS/ca.crt")
    server: https://127.0.0.1:6443
users:
- name: default
  user:
    client-certificate-data: $(base64 -w0 <"$TLS/$1.crt")
    client-key-data: $(base64 -w0 <"$TLS/$1.key")
contexts:
- name: default
  context: { cluster: default, user: default }
current-context: default
EOF
}
client admin /O=system:masters/CN=system:admin
client controller-manager /CN=system:kube-controller-manager
client scheduler /CN=system:kube-scheduler
client kube-proxy /CN=system:kube-proxy
client kubelet "/O=system:nodes/CN=system:node:$NODE"
umask 022
