//go:build template

package template

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// formation is a CloudFormation template as far as we look at it.
type formation struct {
	Parameters map[string]map[string]any
	Conditions map[string]any
	Resources  map[string]resource
	Outputs    map[string]struct {
		Description string
		Value       any
	}
}

type resource struct {
	Type, Condition, DeletionPolicy, UpdateReplacePolicy string
	Properties                                           tree
	UpdatePolicy                                         any
}

// tree is properties, or a part of them, in which every intrinsic function is written as a short text: see told.
type tree map[string]any

// expanded is what SAM makes of template.yaml, and infra/watch.yaml.
var expanded = sync.OnceValues(func() (both struct{ Main, Watch formation }, err error) {
	cmd := exec.Command(filepath.Join(root, ".tools", "sam", "bin", "python"), filepath.Join(root, "tests", "template", "expand.py"))
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return both, fmt.Errorf("expand the template (.ci/template installs what it takes): %w\n%s", err, errs.String())
	}
	if err := json.Unmarshal(out, &both); err != nil {
		return both, err
	}
	for _, f := range []formation{both.Main, both.Watch} {
		for name, r := range f.Resources {
			r.Properties, _ = told(map[string]any(r.Properties)).(tree)
			f.Resources[name] = r
		}
	}
	return both, nil
})

func templates(t *testing.T) (main, watch formation) {
	t.Helper()
	both, err := expanded()
	if err != nil {
		t.Fatal(err)
	}
	return both.Main, both.Watch
}

// told writes intrinsic functions as texts: a Ref as its name, Fn::GetAtt as Name.Attribute, Fn::Sub as its text, Fn::If as
// "yes if Condition, else no".
func told(v any) any {
	switch v := v.(type) {
	case []any:
		all := make([]any, len(v))
		for i := range v {
			all[i] = told(v[i])
		}
		return all
	case map[string]any:
		if text, ok := intrinsic(v); ok {
			return text
		}
		m := tree{}
		for k, part := range v {
			m[k] = told(part)
		}
		return m
	}
	return v
}

func intrinsic(m map[string]any) (string, bool) {
	if len(m) != 1 {
		return "", false
	}
	for name, v := range m {
		switch name {
		case "Ref":
			return v.(string), true
		case "Fn::GetAtt":
			switch v := v.(type) {
			case string:
				return v, true
			case []any:
				return fmt.Sprint(v[0], ".", v[1]), true
			}
		case "Fn::Sub":
			if list, ok := v.([]any); ok {
				text := list[0].(string)
				for k, part := range list[1].(map[string]any) {
					text = strings.ReplaceAll(text, "${"+k+"}", told(part).(string))
				}
				return text, true
			}
			return v.(string), true
		case "Fn::If":
			list := v.([]any)
			return fmt.Sprint(told(list[1]), " if ", list[0], ", else ", told(list[2])), true
		}
	}
	return "", false
}

// at follows keys into a tree; what is not there is nil.
func (p tree) at(keys ...string) any {
	var v any = p
	for _, k := range keys {
		m, ok := v.(tree)
		if !ok {
			return nil
		}
		v = m[k]
	}
	return v
}

// trees are the trees of a list.
func trees(v any) (all []tree) {
	list, _ := v.([]any)
	for _, e := range list {
		all = append(all, e.(tree))
	}
	return all
}

// texts are the texts of a list, or a single text.
func texts(v any) (all []string) {
	if s, ok := v.(string); ok {
		return []string{s}
	}
	list, _ := v.([]any)
	for _, e := range list {
		all = append(all, e.(string))
	}
	return all
}

// of lists the names of the resources of a type, in order.
func (f formation) of(kind string) (names []string) {
	for name, r := range f.Resources {
		if r.Type == kind {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// props is a resource's properties.
func (f formation) props(t *testing.T, name string) tree {
	t.Helper()
	r, ok := f.Resources[name]
	if !ok {
		t.Fatalf("there is no %s", name)
	}
	return r.Properties
}
