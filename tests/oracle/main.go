// Command oracle answers, line by line, what Kubernetes' own Go code says of
// an object. The Rust side is held against these answers.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"k8s.io/klog/v2"
)

const usage = `usage: oracle pss | decode | admission | placement   < lines.jsonl
       oracle kinds | types
       oracle bench FILE...
`

// line is what every input line holds besides its payload. The id is echoed
// untouched, so that callers may number or name their cases as they like.
type line struct {
	ID json.RawMessage `json:"id"`
}

func main() {
	// Upstream logs every refused object; here a refusal is an ordinary answer.
	klogFlags := flag.NewFlagSet("klog", flag.ExitOnError)
	klog.InitFlags(klogFlags)
	if err := klogFlags.Parse([]string{"-logtostderr=false", "-stderrthreshold=FATAL"}); err != nil {
		fail(err)
	}
	klog.SetOutput(io.Discard)

	if len(os.Args) < 2 {
		fail(errors.New(usage))
	}
	var err error
	switch os.Args[1] {
	case "pss":
		err = eachLine(judge)
	case "decode":
		err = eachLine(readings)
	case "admission":
		err = eachLine(review)
	case "placement":
		err = eachLine(place)
	case "kinds":
		err = printKinds(os.Stdout)
	case "types":
		err = printTypes(os.Stdout)
	case "bench":
		err = bench(os.Args[2:])
	default:
		err = errors.New(usage)
	}
	if err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(2)
}

// eachLine writes one answer for each line of standard input, in order. Lines
// are read whole, whatever their length: cases reach the server's size limit.
func eachLine(answer func([]byte) (any, error)) error {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	encoder := newEncoder(out)
	for number := 1; ; number++ {
		text, readErr := in.ReadBytes('\n')
		if readErr != nil && readErr != io.EOF {
			return readErr
		}
		if len(bytes.TrimSpace(text)) > 0 {
			value, err := guarded(answer, text)
			if err != nil {
				return errors.Join(fmt.Errorf("line %d: %w", number, err), out.Flush())
			}
			if err := encoder.Encode(value); err != nil {
				return err
			}
		}
		if readErr == io.EOF {
			return out.Flush()
		}
	}
}

// guarded turns a panic of upstream's code into an answer: upstream's own
// webhook answers such a request with an internal error and lives on.
func guarded(answer func([]byte) (any, error), text []byte) (value any, err error) {
	defer func() {
		if caught := recover(); caught != nil {
			var head line
			err = json.Unmarshal(text, &head)
			value = failure{ID: head.ID, Error: fmt.Sprintf("panic: %v", caught)}
		}
	}()
	return answer(text)
}

type failure struct {
	ID    json.RawMessage `json:"id"`
	Error string          `json:"error"`
}

// newEncoder leaves <, > and & alone, so that texts can be compared as bytes.
func newEncoder(out io.Writer) *json.Encoder {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder
}
