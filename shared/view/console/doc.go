// Package console serves the pages for owners and managers: the customers to reach today,
// one customer, what exits cost, the deliveries that could not be used.
//
// Pages are made on the server and work without script. Every change is a form that is
// posted, with a visible result and an undo.
//
// One request: Handler refuses posts from other sites and, with Loopback, foreign host
// names. servePage finds the shop that the path names and puts it, the store's language and
// the instant of the request into a visit. The page's function loads what it needs, fills
// a struct whose fields are ready to print, and has the template of that name rendered. A
// template only chooses and places texts: every sentence comes from package phrase. An
// error that the function returns becomes a page too, with a sentence from the catalogue.
//
// Promises: nothing is sent before a page is complete; the texts of customers are escaped;
// a record that cannot be read is logged and left out, and stops no page; nothing is
// changed by a GET.
//
// To add a page, write its struct (with a frame) and its function in a file of its own, its
// template in pages, one line in Console.storePages, and its sentences in the catalogue. If
// it belongs in the navigation, pages/frame.html lists it.
//
// There is no login yet: the caller must keep the handler reachable from this machine only.
package console
