package session

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/survey"
)

// FindSurvey returns a store's survey: the source of that name, or the only
// survey there is if the name is "". The error wraps ErrUsage where there is none, or
// several.
func (s Store) FindSurvey(ctx context.Context, name string) (webhook.Source, error) {
	all, err := s.ListSources(ctx)
	if err != nil {
		return webhook.Source{}, err
	}
	store := s.Shop.Store
	sources := all[store]

	var found []string
	for _, source := range slices.Sorted(maps.Keys(sources)) {
		if sources[source].Platform == survey.Name && (name == "" || name == source) {
			found = append(found, source)
		}
	}
	switch {
	case len(found) == 0:
		return webhook.Source{}, fmt.Errorf(
			"%w: %s has no such survey yet: holdfast source add %s/%s --platform survey",
			ErrUsage,
			store,
			store,
			cmp.Or(name, survey.Name),
		)
	case len(found) > 1:
		return webhook.Source{}, fmt.Errorf(
			"%w: which survey? --source %s",
			ErrUsage,
			strings.Join(found, " | "),
		)
	}

	src := webhook.Source{Store: store, Name: found[0]}
	for _, secret := range sources[found[0]].Secrets {
		src.Secrets = append(src.Secrets, []byte(secret))
	}
	return src, nil
}
