// Package browser looks at the console in a real browser: headless Chromium, driven over the
// DevTools protocol on a pair of pipes. All but this file is built with -tags browser, and
// fails where there is no Chromium.
package browser
