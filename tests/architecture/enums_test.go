package architecture

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"

	"holdfast/shared/rules/clv"
	"holdfast/shared/rules/exitcost/drivers"
	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/enum"
)

// enums lists every enum of shared/words and shared/rules with its Parse function.
var enums = map[string]func(*testing.T, []int){
	"shared/words/crm.Awaited":             checkEnum(crm.ParseAwaited),
	"shared/words/crm.Channel":             checkEnum(crm.ParseChannel),
	"shared/words/crm.ContactField":        checkEnum(crm.ParseContactField),
	"shared/words/crm.ConsentState":        checkEnum(crm.ParseConsentState),
	"shared/words/crm.Field":               checkEnum(crm.ParseField),
	"shared/words/crm.Kind":                checkEnum(crm.ParseKind),
	"shared/words/crm.ParcelState":         checkEnum(crm.ParseParcelState),
	"shared/words/crm.Cause":               checkEnum(crm.ParseCause),
	"shared/words/crm.ObjectionKind":       checkEnum(crm.ParseObjectionKind),
	"shared/words/crm.ObjectionState":      checkEnum(crm.ParseObjectionState),
	"shared/words/crm.SubscriptionState":   checkEnum(crm.ParseSubscriptionState),
	"shared/words/crm.OrderStatus":         checkEnum(crm.ParseOrderStatus),
	"shared/words/crm.Priority":            checkEnum(crm.ParsePriority),
	"shared/words/crm.Reason":              checkEnum(crm.ParseReason),
	"shared/words/crm.SalesChannel":        checkEnum(crm.ParseSalesChannel),
	"shared/words/crm.TicketStatus":        checkEnum(crm.ParseTicketStatus),
	"shared/rules/clv.Family":              checkEnum(clv.ParseFamily),
	"shared/rules/clv.Split":               checkEnum(clv.ParseSplit),
	"shared/rules/clv.Status":              checkEnum(clv.ParseStatus),
	"shared/rules/exitcost/drivers.Driver": checkEnum(drivers.ParseDriver),
	"shared/rules/exitcost/reason.Kind":    checkEnum(reason.ParseKind),
	"shared/rules/overdue.ClassicAction":   checkEnum(overdue.ParseClassicAction),
	"shared/rules/overdue.Code":            checkEnum(overdue.ParseCode),
	"shared/rules/overdue.Rank":            checkEnum(overdue.ParseRank),
	"shared/rules/overdue.Standing":        checkEnum(overdue.ParseStanding),
	"shared/rules/segment.Loyalty":         checkEnum(segment.ParseLoyalty),
	"shared/rules/segment.LoyaltyState":    checkEnum(segment.ParseLoyaltyState),
	"shared/rules/segment.Pattern":         checkEnum(segment.ParsePattern),
	"shared/rules/segment.Quality":         checkEnum(segment.ParseQuality),
	"shared/rules/segment.Relationship":    checkEnum(segment.ParseRelationship),
	"shared/rules/segment.Satisfaction":    checkEnum(segment.ParseSatisfaction),
	"shared/rules/segment.Spending":        checkEnum(segment.ParseSpending),
	"shared/rules/segment.Stage":           checkEnum(segment.ParseStage),
	"shared/rules/segment.Tier":            checkEnum(segment.ParseTier),
}

// checkEnum returns a test of one enum, given the codes of its constants: all of them have
// names, no others have, no two share one, and what is not known is refused.
func checkEnum[T interface {
	~uint8
	String() string
}](parse func(string) (T, error),
) func(*testing.T, []int) {
	return func(t *testing.T, constants []int) {
		typeName := fmt.Sprintf("%T", T(0))
		typeName = typeName[strings.Index(typeName, ".")+1:]
		for code := range 256 {
			name := T(code).String()
			back, err := parse(name)
			switch known := slices.Contains(constants, code); {
			case known && (err != nil || int(back) != code):
				t.Errorf("constant %d is called %q, which reads as %d, %v", code, name, back, err)
			case !known && name != fmt.Sprintf("%s(%d)", typeName, code):
				t.Errorf("%d is no constant, and is called %q", code, name)
			case !known && !errors.Is(err, enum.ErrUnknown):
				t.Errorf("%q reads as %d, %v", name, back, err)
			}
		}
		if _, err := parse(""); err == nil || !strings.Contains(err.Error(), T(constants[0]).String()) {
			t.Errorf("no name at all: %v, and the known ones are not listed", err)
		}
		checkCodec[T](t, constants)
	}
}

// checkCodec tests the decoders of an enum, if it has them.
func checkCodec[T interface {
	~uint8
	String() string
}](t *testing.T, constants []int,
) {
	for code := range 256 {
		known := slices.Contains(constants, code)
		if stored, ok := any(T(code)).(interface{ Known() bool }); ok && stored.Known() != known {
			t.Errorf("Known of %d is %t", code, !known)
		}
		writer, ok := any(T(code)).(interface{ MarshalText() ([]byte, error) })
		if !ok {
			continue
		}
		text, err := writer.MarshalText()
		if known != (err == nil) {
			t.Errorf("%d is written as %q, %v", code, text, err)
		}
		var back T
		err = any(&back).(interface{ UnmarshalText([]byte) error }).UnmarshalText([]byte(T(code).String()))
		if known != (err == nil) || known && int(back) != code {
			t.Errorf("%s is read as %d, %v", T(code), back, err)
		}
	}
}

func TestEveryEnumNamesItsConstantsAndRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	declared := declaredEnums(t)
	for name, constants := range declared {
		check := enums[name]
		if check == nil {
			t.Errorf("%s is an enum that the list above lacks", name)
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, constants)
		})
	}
	for name := range enums {
		if declared[name] == nil {
			t.Errorf("%s is in the list, and is no enum", name)
		}
	}
}

// declaredEnums returns the codes of the exported constants of each exported type of uint8
// in shared/words and shared/rules.
func declaredEnums(t *testing.T) map[string][]int {
	t.Helper()
	types := map[string]bool{}
	codes := map[string][]int{}
	for _, s := range sources(t) {
		if s.isTest() || !s.in("shared/words") && !s.in("shared/rules") {
			continue
		}
		for _, d := range s.syntax.Decls {
			g, ok := d.(*ast.GenDecl)
			switch {
			case ok && g.Tok == token.TYPE:
				for _, spec := range g.Specs {
					named := spec.(*ast.TypeSpec)
					if under, ok := named.Type.(*ast.Ident); ok && under.Name == "uint8" {
						types[s.dir+"."+named.Name.Name] = true
					}
				}
			case ok && g.Tok == token.CONST:
				addConstants(codes, s.dir, g)
			}
		}
	}
	for name := range codes {
		if !types[name] {
			delete(codes, name)
		}
	}
	return codes
}

// addConstants adds the codes of one block of constants that begins with "X T = iota" or
// "X T = iota + 1".
func addConstants(codes map[string][]int, dir string, g *ast.GenDecl) {
	first, ok := g.Specs[0].(*ast.ValueSpec)
	if !ok || first.Type == nil {
		return
	}
	typed, ok := first.Type.(*ast.Ident)
	if !ok {
		return
	}
	start := 0
	if sum, ok := first.Values[0].(*ast.BinaryExpr); ok && sum.Op == token.ADD {
		start = 1
	}
	for i, spec := range g.Specs {
		v := spec.(*ast.ValueSpec)
		if v.Names[0].IsExported() && (i == 0 || v.Values == nil) { // the others are counts
			codes[dir+"."+typed.Name] = append(codes[dir+"."+typed.Name], start+i)
		}
	}
}
