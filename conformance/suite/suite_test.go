// The official conformance suite as it is; what it is told comes by its own flags. TestCatalogue says
// which tests and profiles are in it, so that the driver can say which are left and whose they are.
package suite

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"sigs.k8s.io/gateway-api/conformance"
	"sigs.k8s.io/gateway-api/conformance/tests"
	"sigs.k8s.io/gateway-api/conformance/utils/suite"
	"sigs.k8s.io/gateway-api/pkg/features"
)

func TestConformance(t *testing.T) {
	conformance.RunConformance(t)
}

type catalogue struct {
	Profiles []profile `json:"profiles"`
	Tests    []test    `json:"tests"`
}

type profile struct {
	Name     suite.ConformanceProfileName `json:"name"`
	Core     []features.FeatureName       `json:"core"`
	Extended []features.FeatureName       `json:"extended"`
}

type test struct {
	Name     string                 `json:"name"`
	Features []features.FeatureName `json:"features"`
}

func TestCatalogue(t *testing.T) {
	var all catalogue
	for _, each := range []suite.ConformanceProfile{
		suite.GatewayHTTPConformanceProfile,
		suite.GatewayGRPCConformanceProfile,
		suite.GatewayTLSConformanceProfile,
		suite.GatewayTCPConformanceProfile,
		suite.GatewayUDPConformanceProfile,
	} {
		core := slices.Sorted(maps.Keys(each.CoreFeatures))
		extended := slices.Sorted(maps.Keys(each.ExtendedFeatures))
		all.Profiles = append(all.Profiles, profile{each.Name, core, extended})
	}
	for _, each := range tests.ConformanceTests {
		all.Tests = append(all.Tests, test{each.ShortName, each.Features})
	}
	line, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println(string(line))
}
