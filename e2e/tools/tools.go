// SPDX-License-Identifier: Apache-2.0

//go:build tools

// Package tools names what the end-to-end tests build from Go modules beside the tools of go.mod.
package tools

import (
	// critest consists of test files alone; these are what they import.
	_ "github.com/onsi/ginkgo/v2"
	_ "github.com/onsi/gomega"
	_ "sigs.k8s.io/cri-tools/pkg/benchmark"
	_ "sigs.k8s.io/cri-tools/pkg/validate"
)
