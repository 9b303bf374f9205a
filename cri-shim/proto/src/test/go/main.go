// SPDX-License-Identifier: Apache-2.0

// Command criwire writes the descriptor of the CRI, as the published Go module has it compiled in, to standard
// output: one serialized google.protobuf.FileDescriptorProto.
package main

import (
	"log"
	"os"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

func main() {
	file := (&cri.VersionRequest{}).ProtoReflect().Descriptor().ParentFile()
	wire, err := proto.Marshal(protodesc.ToFileDescriptorProto(file))
	if err != nil {
		log.Fatal(err)
	}
	if _, err := os.Stdout.Write(wire); err != nil {
		log.Fatal(err)
	}
}
