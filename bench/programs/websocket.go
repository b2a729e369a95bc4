package main

import (
	"bufio"
	"bytes"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
)

const webSocketKey = "dGhlIHNhbXBsZSBub25jZQ=="

// switchingHead: RFC 6455, section 4.2.2.
func switchingHead(key string) string {
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Accept: " + base64.StdEncoding.EncodeToString(sum[:]) + "\r\n\r\n"
}

// upgrade asks for a WebSocket and reads the answer.
func upgrade(conn net.Conn, reader *bufio.Reader) error {
	_, err := fmt.Fprintf(conn, "GET /websocket HTTP/1.1\r\nHost: bench.example\r\nUpgrade: websocket\r\n"+
		"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n\r\n", webSocketKey)
	if err != nil {
		return err
	}
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusSwitchingProtocols {
		return fmt.Errorf("the answer to the upgrade is %s", response.Status)
	}
	return nil
}

// frameBuffer reads messages of one frame of up to 125 bytes (RFC 6455, section 5.2).
type frameBuffer struct {
	bytes [2 + 4 + 125]byte
}

func (frame *frameBuffer) read(reader *bufio.Reader) ([]byte, error) {
	head := frame.bytes[:2]
	if _, err := io.ReadFull(reader, head); err != nil {
		return nil, err
	}
	isMasked, length := head[1]&0x80 != 0, int(head[1]&0x7f)
	if head[0] != 0x82 || length > 125 {
		return nil, errors.New("not a message that the bench sends")
	}
	if !isMasked {
		payload := frame.bytes[2 : 2+length]
		_, err := io.ReadFull(reader, payload)
		return payload, err
	}
	if _, err := io.ReadFull(reader, frame.bytes[2:6+length]); err != nil {
		return nil, err
	}
	mask, payload := frame.bytes[2:6], frame.bytes[6:6+length]
	for index := range payload {
		payload[index] ^= mask[index%4]
	}
	return payload, nil
}

func unmaskedFrame(payload []byte) []byte {
	return append([]byte{0x82, byte(len(payload))}, payload...)
}

func maskedFrame(payload []byte) []byte {
	mask := []byte{1, 2, 3, 4}
	masked := bytes.Clone(payload)
	for index := range masked {
		masked[index] ^= mask[index%4]
	}
	return append(append([]byte{0x82, 0x80 | byte(len(payload))}, mask...), masked...)
}
