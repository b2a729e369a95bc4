// What kubectl makes of a text: the decoder that `kubectl apply -f` reads with. A JSON array of texts comes
// in, a JSON array of what was decoded goes out. `make-table.ts` makes of it the table that
// src/manifests/read/kubectl-reads.test.ts holds Rauta to.
package main

import (
	"encoding/json"
	"io"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/yaml"
)

type reading struct {
	Text      string            `json:"text"`
	Documents []json.RawMessage `json:"documents"`
	IsRefused bool              `json:"isRefused,omitempty"`
}

func main() {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		panic(err)
	}
	readings := []reading{}
	for _, text := range texts {
		readings = append(readings, read(text))
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(readings); err != nil {
		panic(err)
	}
}

func read(text string) reading {
	decoder := yaml.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096)
	found := reading{Text: text, Documents: []json.RawMessage{}}
	for {
		document := runtime.RawExtension{}
		err := decoder.Decode(&document)
		if err == io.EOF {
			return found
		}
		if err != nil {
			found.IsRefused = true
			return found
		}
		raw := strings.TrimSpace(string(document.Raw))
		if raw != "" && raw != "null" {
			found.Documents = append(found.Documents, json.RawMessage(raw))
		}
	}
}
