package woocommerce

import (
	"net/url"
	"strings"
)

// isSameSite reports whether two addresses are of one shop. WooCommerce states the Site
// Address, with a closing slash and an international name in its ASCII form. Its owner
// may write it otherwise, or write the WordPress Address, which lies in a folder of the
// site or above it. The header is not signed: the secret is what proves a delivery.
func isSameSite(stated, expected string) bool {
	a := readSite(stated)
	b := readSite(expected)
	if a.host == "" || a.host != b.host {
		return false
	}
	return isBelow(a.path, b.path) || isBelow(b.path, a.path)
}

// site is an address, as far as it tells one shop from another.
type site struct {
	host string // in its own letters, without "www."
	path string // "" or "/shop"
}

// readSite reads an address with or without scheme, "www." and closing slash.
func readSite(address string) site {
	address = strings.ToLower(strings.TrimSpace(address))
	if !strings.Contains(address, "://") {
		address = "https://" + strings.TrimLeft(address, "/")
	}
	u, err := url.Parse(address)
	if err != nil {
		return site{}
	}

	labels := strings.Split(strings.TrimRight(u.Hostname(), "."), ".")
	for i, label := range labels {
		if letters, ok := decodeLabel(label); ok {
			labels[i] = letters
		}
	}
	host := strings.TrimPrefix(strings.Join(labels, "."), "www.")
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		host += ":" + port
	}
	path := strings.TrimSuffix(u.Path, "/index.php")
	return site{host, strings.TrimRight(path, "/")}
}

// isBelow reports whether a path is that of a folder or lies in it.
func isBelow(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}
