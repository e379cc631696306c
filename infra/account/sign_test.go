package account

import "testing"

func TestAServiceIsReachedInItsRegion(t *testing.T) {
	t.Parallel()
	for want, in := range map[string]Account{
		"https://email.eu-central-1.amazonaws.com":  {Region: "eu-central-1"},
		"https://email.cn-north-1.amazonaws.com.cn": {Region: "cn-north-1"},
		"http://127.0.0.1:4566":                     {Region: "eu-central-1", Endpoints: Endpoints{All: "http://127.0.0.1:4566/"}},
	} {
		if got := in.URL("email"); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
