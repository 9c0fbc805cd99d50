package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/pkg/v3/codegen/cgstrings"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// Link adds generated SDKs to the program's package.json, the last step of `pulumi package add`.
func (h *host) Link(ctx context.Context, request *pulumirpc.LinkRequest) (*pulumirpc.LinkResponse, error) {
	manager, err := packageManagerOf(request.GetInfo())
	if err != nil {
		return nil, err
	}
	client, err := schema.NewLoaderClient(request.GetLoaderTarget())
	if err != nil {
		return nil, err
	}
	defer client.Close()
	loader := schema.NewCachedLoader(client)
	var imports strings.Builder
	imports.WriteString("You can import the SDK in your TypeScript code with:\n\n")
	for _, linked := range request.GetPackages() {
		name, packageName, err := describe(ctx, loader, linked.GetPackage())
		if err != nil {
			return nil, err
		}
		if err := manager.Link(ctx, request.GetInfo().GetProgramDirectory(), packageName, linked.GetPath()); err != nil {
			return nil, err
		}
		fmt.Fprintf(&imports, "  import * as %s from %q;\n", cgstrings.Camel(name), packageName)
	}
	return &pulumirpc.LinkResponse{ImportInstructions: imports.String()}, nil
}

// describe gives a package's Pulumi name and the name that npm knows its SDK by.
func describe(
	ctx context.Context, loader schema.ReferenceLoader, dependency *pulumirpc.PackageDependency,
) (name, packageName string, err error) {
	reference, err := schema.LoadPackageReferenceV2(ctx, loader, descriptorOf(dependency))
	if err != nil {
		return "", "", err
	}
	definition, err := reference.Definition()
	if err != nil {
		return "", "", err
	}
	if err := definition.ImportLanguages(map[string]schema.Language{"nodejs": nodejs.Importer}); err != nil {
		return "", "", err
	}
	if info, ok := definition.Language["nodejs"].(nodejs.NodePackageInfo); ok && info.PackageName != "" {
		return reference.Name(), info.PackageName, nil
	}
	scope := definition.Namespace
	if scope == "" {
		scope = "pulumi"
	}
	return reference.Name(), "@" + scope + "/" + definition.Name, nil
}

func descriptorOf(dependency *pulumirpc.PackageDependency) *schema.PackageDescriptor {
	descriptor := &schema.PackageDescriptor{Name: dependency.GetName(), DownloadURL: dependency.GetServer()}
	if version, err := semver.ParseTolerant(dependency.GetVersion()); err == nil {
		descriptor.Version = &version
	}
	if given := dependency.GetParameterization(); given != nil {
		descriptor.Parameterization = &schema.ParameterizationDescriptor{Name: given.GetName(), Value: given.GetValue()}
		if version, err := semver.ParseTolerant(given.GetVersion()); err == nil {
			descriptor.Parameterization.Version = version
		}
	}
	return descriptor
}
