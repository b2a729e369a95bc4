package main

import (
	"bufio"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
)

type echoOptions struct {
	cert, key                      string
	tcp, tls, websocket, udp, grpc string
}

// serveEchoes returns when one of the backends cannot serve.
func serveEchoes(options echoOptions) error {
	pair, err := tls.LoadX509KeyPair(options.cert, options.key)
	if err != nil {
		return err
	}
	ended := make(chan error)
	go func() { ended <- serveConnections(options.tcp, echoBytes) }()
	go func() {
		ended <- serveConnections(options.tls, func(conn net.Conn) {
			echoBytes(tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{pair}}))
		})
	}()
	go func() { ended <- serveConnections(options.websocket, echoFrames) }()
	go func() { ended <- echoDatagrams(options.udp) }()
	go func() { ended <- serveGrpc(options.grpc) }()
	return <-ended
}

func serveConnections(address string, serve func(net.Conn)) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	for {
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer conn.Close()
			serve(conn)
		}()
	}
}

func echoBytes(conn net.Conn) {
	buffer := make([]byte, 16*1024)
	for {
		count, err := conn.Read(buffer)
		if err != nil {
			return
		}
		if _, err := conn.Write(buffer[:count]); err != nil {
			return
		}
	}
}

// echoFrames answers the handshake of RFC 6455, and sends each frame back without its mask.
func echoFrames(conn net.Conn) {
	reader := bufio.NewReader(conn)
	request, err := http.ReadRequest(reader)
	if err != nil {
		return
	}
	if _, err := io.WriteString(conn, switchingHead(request.Header.Get("Sec-WebSocket-Key"))); err != nil {
		return
	}
	var frame frameBuffer
	for {
		payload, err := frame.read(reader)
		if err != nil {
			return
		}
		if _, err := conn.Write(unmaskedFrame(payload)); err != nil {
			return
		}
	}
}

func echoDatagrams(address string) error {
	conn, err := net.ListenPacket("udp", address)
	if err != nil {
		return err
	}
	udp, isUDP := conn.(*net.UDPConn)
	if !isUDP {
		return errors.New("not a UDP socket")
	}
	buffer := make([]byte, 64*1024)
	for {
		count, from, err := udp.ReadFromUDPAddrPort(buffer)
		if err != nil {
			return err
		}
		// An answer that is lost is what the load generator counts.
		_, _ = udp.WriteToUDPAddrPort(buffer[:count], from)
	}
}

// serveGrpc answers a unary call with its own message, by HTTP/2 in the clear.
func serveGrpc(address string) error {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		message, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		header := w.Header()
		header.Set("Content-Type", "application/grpc")
		header.Set("Trailer", "Grpc-Status")
		_, _ = w.Write(message)
		header.Set("Grpc-Status", "0")
	})
	server := http.Server{Addr: address, Handler: handler, Protocols: new(http.Protocols)}
	server.Protocols.SetUnencryptedHTTP2(true)
	return server.ListenAndServe()
}
