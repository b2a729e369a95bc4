package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

type loadOptions struct {
	by, address       string
	connections, size int
	duration          time.Duration
}

type loadResult struct {
	Requests     int   `json:"requests"`
	Microseconds int64 `json:"microseconds"`
	// Messages without their echo, and connections that could not be opened.
	Failed int `json:"failed"`
}

// An exchange sends one message and reads its echo.
type exchange func() error

// runLoad keeps one message in flight on each connection.
func runLoad(options loadOptions) (loadResult, error) {
	var all sync.WaitGroup
	var sum sync.Mutex
	var result loadResult
	var first error
	begun := time.Now()
	end := begun.Add(options.duration)
	for range options.connections {
		all.Go(func() {
			answered, err := exchangeUntil(end, options)
			sum.Lock()
			defer sum.Unlock()
			result.Requests += answered
			if err != nil {
				result.Failed++
				first = err
			}
		})
	}
	all.Wait()
	result.Microseconds = time.Since(begun).Microseconds()
	if result.Requests == 0 && first != nil {
		return result, first
	}
	return result, nil
}

func exchangeUntil(end time.Time, options loadOptions) (answered int, err error) {
	conn, next, err := open(options)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	// What is in flight at the end has a second more; nothing is worth waiting for longer.
	if err := conn.SetDeadline(end.Add(time.Second)); err != nil {
		return 0, err
	}
	for time.Now().Before(end) {
		if err := next(); err != nil {
			return answered, err
		}
		answered++
	}
	return answered, nil
}

func open(options loadOptions) (net.Conn, exchange, error) {
	network := "tcp"
	if options.by == "udp" {
		network = "udp"
	}
	conn, err := net.DialTimeout(network, options.address, 5*time.Second)
	if err != nil {
		return nil, nil, err
	}
	message := bytes.Repeat([]byte("x"), options.size)
	switch options.by {
	case "tcp":
		return conn, echoOf(conn, conn, message, message), nil
	case "tls":
		secure := tls.Client(conn, &tls.Config{ServerName: passthroughName, InsecureSkipVerify: true})
		return secure, echoOf(secure, secure, message, message), secure.Handshake()
	case "websocket":
		reader := bufio.NewReader(conn)
		return conn, echoOf(conn, reader, maskedFrame(message), unmaskedFrame(message)), upgrade(conn, reader)
	case "udp":
		return conn, datagrams(conn, message), nil
	}
	return nil, nil, fmt.Errorf("unknown: -by %s", options.by)
}

// By this name the gateway finds the route of a connection that it does not decrypt.
const passthroughName = "passthrough.example"

func echoOf(writer io.Writer, reader io.Reader, sent, wanted []byte) exchange {
	got := make([]byte, len(wanted))
	return func() error {
		if _, err := writer.Write(sent); err != nil {
			return err
		}
		if _, err := io.ReadFull(reader, got); err != nil {
			return err
		}
		if !bytes.Equal(got, wanted) {
			return errors.New("the echo is not what was sent")
		}
		return nil
	}
}

// datagrams numbers each message, so that a late echo is not taken for the next. One that is lost ends
// the exchange of its client: on one machine none is.
func datagrams(conn net.Conn, message []byte) exchange {
	got := make([]byte, len(message))
	number := uint32(0)
	return func() error {
		number++
		for index := range 4 {
			message[index] = byte(number >> (8 * index))
		}
		if _, err := conn.Write(message); err != nil {
			return err
		}
		for {
			count, err := conn.Read(got)
			if err != nil {
				return errors.Join(errors.New("a datagram was lost"), err)
			}
			if bytes.Equal(got[:count], message) {
				return nil
			}
		}
	}
}
