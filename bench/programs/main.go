// What the bench needs and no common program does: backends that echo, load in messages, and requests at
// a fixed rate. Only Go's own library is used.
//
//	programs echo  -cert FILE -key FILE -tcp ADDR -tls-echo ADDR -websocket ADDR -udp ADDR -grpc ADDR
//	programs load  -by tcp|tls|websocket|udp -address ADDR [-connections N] [-seconds N] [-size BYTES]
//	programs rate  -address ADDR [-tls] [-connections N] [-seconds N] -rate N
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"
)

func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("say what to do: echo, load or rate"))
	}
	flags := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	var load loadOptions
	flags.StringVar(&load.by, "by", "tcp", "tcp, tls, websocket or udp")
	flags.StringVar(&load.address, "address", "", "address and port to ask")
	flags.IntVar(&load.connections, "connections", 64, "connections, each with one message at a time")
	seconds := flags.Float64("seconds", 2, "how long")
	flags.IntVar(&load.size, "size", 100, "bytes of a message")
	rate := flags.Int("rate", 0, "requests a second")
	isTLS := flags.Bool("tls", false, "HTTPS")
	var echo echoOptions
	flags.StringVar(&echo.cert, "cert", "", "certificate, PEM")
	flags.StringVar(&echo.key, "key", "", "its key, PEM")
	flags.StringVar(&echo.tcp, "tcp", "", "address and port")
	flags.StringVar(&echo.tls, "tls-echo", "", "address and port")
	flags.StringVar(&echo.websocket, "websocket", "", "address and port")
	flags.StringVar(&echo.udp, "udp", "", "address and port")
	flags.StringVar(&echo.grpc, "grpc", "", "address and port")
	_ = flags.Parse(os.Args[2:])
	load.duration = time.Duration(*seconds * float64(time.Second))

	switch os.Args[1] {
	case "echo":
		fail(serveEchoes(echo))
	case "load":
		tell(runLoad(load))
	case "rate":
		tell(runRate(rateOptions{load, *rate, *isTLS}))
	default:
		fail(fmt.Errorf("unknown: %s", os.Args[1]))
	}
}

// tell prints a result as JSON, for the bench to read.
func tell(result any, err error) {
	if err != nil {
		fail(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
