package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"
)

type rateOptions struct {
	loadOptions
	rate  int
	isTLS bool
}

type rateResult struct {
	loadResult
	// Microseconds that this share of the requests did not exceed.
	P50  int64 `json:"p50"`
	P99  int64 `json:"p99"`
	P999 int64 `json:"p999"`
}

var request = []byte("GET / HTTP/1.1\r\nHost: bench.example\r\n\r\n")

// runRate asks at a fixed rate, whether answers come in time or not: requests are due at fixed times, on
// each connection in turn. The time of one counts from when it was due if its connection was still busy
// with another, so that a proxy that stands still is not asked less; else from when it was sent, since a
// late timer is no fault of the proxy.
func runRate(options rateOptions) (rateResult, error) {
	if options.rate <= 0 {
		return rateResult{}, errors.New("-rate needs a number above 0")
	}
	var all sync.WaitGroup
	var sum sync.Mutex
	var times []time.Duration
	var result rateResult
	interval := time.Duration(options.connections) * time.Second / time.Duration(options.rate)
	begun := time.Now().Add(50 * time.Millisecond)
	for index := range options.connections {
		first := begun.Add(interval * time.Duration(index) / time.Duration(options.connections))
		all.Go(func() {
			own, err := askInTime(first, interval, options)
			sum.Lock()
			defer sum.Unlock()
			times = append(times, own...)
			if err != nil {
				result.Failed++
			}
		})
	}
	all.Wait()
	result.Microseconds = time.Since(begun).Microseconds()
	result.Requests = len(times)
	if len(times) == 0 {
		return result, errors.New("no request was answered")
	}
	slices.Sort(times)
	at := func(share float64) int64 {
		return times[int(share*float64(len(times)-1))].Microseconds()
	}
	result.P50, result.P99, result.P999 = at(0.5), at(0.99), at(0.999)
	return result, nil
}

func askInTime(due time.Time, interval time.Duration, options rateOptions) ([]time.Duration, error) {
	conn, err := net.DialTimeout("tcp", options.address, 5*time.Second)
	if err != nil {
		return nil, err
	}
	if options.isTLS {
		conn = tls.Client(conn, &tls.Config{InsecureSkipVerify: true})
	}
	defer conn.Close()
	end := due.Add(options.duration)
	if err := conn.SetDeadline(end.Add(5 * time.Second)); err != nil {
		return nil, err
	}
	reader := bufio.NewReader(conn)
	var times []time.Duration
	for ; due.Before(end); due = due.Add(interval) {
		from := due
		if wait := time.Until(due); wait > 0 {
			time.Sleep(wait)
			from = time.Now()
		}
		if err := askOnce(conn, reader); err != nil {
			return times, err
		}
		times = append(times, time.Since(from))
	}
	return times, nil
}

// askOnce reads an answer of status 200 with a Content-Length, as the backend gives it.
func askOnce(conn net.Conn, reader *bufio.Reader) error {
	if _, err := conn.Write(request); err != nil {
		return err
	}
	line, err := reader.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(line, []byte("HTTP/1.1 200 ")) {
		return errors.New("the answer is not 200")
	}
	length := -1
	for {
		line, err := reader.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) == 2 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		if bytes.EqualFold(name, []byte("content-length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
	if length < 0 {
		return errors.New("the answer has no Content-Length")
	}
	_, err = reader.Discard(length)
	return err
}
