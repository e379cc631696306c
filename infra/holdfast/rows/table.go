package rows

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// usualHeaders lists the headers under which shops export a column, by our name of it and
// in the form that normalizeHeader gives them.
var usualHeaders = map[string][]string{
	"order": {
		"order",
		"orderid",
		"ordernumber",
		"orderno",
		"invoiceno",
		"invoicenumber",
		"invoice",
		"订单号",
		"订单编号",
	},
	"number": {"displaynumber"},
	"customer": {
		"customer",
		"customerid",
		"customernumber",
		"customerno",
		"clientid",
		"buyerid",
		"userid",
		"memberid",
		"客户编号",
		"会员编号",
		"买家id",
	},
	"email":      {"email", "emailaddress", "customeremail", "contactemail", "邮箱", "电子邮箱"},
	"name":       {"name", "customername", "fullname", "buyername", "姓名", "客户姓名", "收货人"},
	"company":    {"company", "companyname", "defaultaddresscompany", "公司"},
	"company_id": {"companyid", "companynumber", "firmennummer", "公司编号"},
	"role":       {"role", "jobtitle", "position", "职务", "职位"},
	"phone":      {"phone", "telephone", "mobile", "phonenumber", "手机", "电话", "手机号"},
	"country":    {"countrycode", "defaultaddresscountrycode"},
	"locale":     {"locale", "language", "语言"},
	"zone":       {"zone", "timezone", "时区"},
	"birthday":   {"birthday", "dateofbirth", "生日"},
	"owner":      {"owner", "accountmanager", "客户经理"},
	"origin":     {"origin", "acquisition", "channel", "渠道", "来源"},
	"date": {
		"date",
		"orderdate",
		"invoicedate",
		"createdat",
		"placedat",
		"datetime",
		"日期",
		"下单时间",
		"订单时间",
	},
	"updated": {"updated", "updatedat", "modified", "modifiedat", "更新时间"},
	"amount": {
		"amount",
		"total",
		"totalprice",
		"ordertotal",
		"totalamount",
		"revenue",
		"金额",
		"订单金额",
		"实付金额",
	},
	"quantity": {"quantity", "qty", "数量"},
	"price":    {"price", "unitprice", "单价"},
	"refunded": {"refunded", "refundedamount", "refundamount", "退款金额"},
	"discount": {"discount", "discountamount", "totaldiscounts", "优惠金额"},
	"cost":     {"cost", "costofgoods", "cogs", "costperitem", "unitcost", "costprice", "成本"},
	"product": {
		"product",
		"productname",
		"item",
		"itemname",
		"lineitemname",
		"category",
		"商品",
		"商品名称",
		"类目",
	},
	"product_id": {"productid", "variantid", "itemid", "商品编号"},
	"parent":     {"parent", "parentid"},
	"title":      {"title", "producttitle", "productname", "name", "商品名称", "商品", "标题"},
	"category":   {"category", "producttype", "productcategory", "类目", "分类"},
	"vendor":     {"vendor", "brand", "supplier", "品牌", "供应商"},
	"life":       {"life", "lifedays", "lifeindays", "使用天数"},
	"handle":     {"handle"}, // joins the rows of one product in Shopify's export
	"option1":    nil,        // only in Shopify's export: what the variant is
	"option2":    nil,
	"option3":    nil,
	"sku":        {"sku", "lineitemsku", "itemsku", "productsku", "stockcode", "货号"},

	// Of one product of the order, where quantity, price and discount are the order's.
	"line_quantity": {"lineitemquantity", "itemquantity"},
	"line_price":    {"lineitemprice", "itemprice"},
	"line_discount": {"lineitemdiscount", "itemdiscount"},

	"via":       {"saleschannel", "salechannel", "销售渠道"},
	"currency":  {"currency", "currencycode", "币种"},
	"status":    {"status", "orderstatus"},
	"cancelled": {"cancelled", "canceled", "cancelledat", "canceledat", "已取消"},
	"tags":      {"tags", "标签"},
	"text":      {"note", "notes", "comment", "备注"},

	"first_name":  {"firstname"},
	"last_name":   {"lastname"},
	"shipped":     nil, // only where an export is known to mean it, or it is named
	"paid_at":     nil,
	"shipped_at":  nil,
	"payment":     nil,
	"pay_by":      nil,
	"outstanding": {"outstandingbalance"},

	"consent_email": {
		"consentemail",
		"emailconsent",
		"acceptsemailmarketing",
		"acceptsmarketing",
		"emailmarketingconsent",
	},
	"consent_sms":  {"consentsms", "smsconsent", "acceptssmsmarketing"},
	"consent_call": {"consentcall", "callconsent"},
	"consent_chat": {"consentchat", "chatconsent"},

	"consent_email_at": {"consentemailat", "consentemaildate", "emailconsentat", "emailconsentdate"},
	"consent_sms_at":   {"consentsmsat", "consentsmsdate", "smsconsentat", "smsconsentdate"},
	"consent_call_at":  {"consentcallat", "consentcalldate", "callconsentat", "callconsentdate"},
	"consent_chat_at":  {"consentchatat", "consentchatdate", "chatconsentat", "chatconsentdate"},
}

// layout is a known export, recognized by its headers (marks). Its columns go before what
// a header means elsewhere.
type layout struct {
	marks   []string
	columns map[string]string // our name -> header
}

// layoutsOf lists the known exports by kind. All headers are in the form that
// normalizeHeader gives them.
var layoutsOf = map[Kind][]layout{Products: productLayouts, Orders: {
	{
		// Shopify's: the order's own columns, its id included, stand in the first of its
		// rows only; all rows have its name, "#1001".
		marks: []string{"name", "financialstatus", "createdat", "lineitemname", "id"},
		columns: map[string]string{
			"order":      "id",
			"number":     "name",
			"name":       "billingname",
			"company":    "billingcompany",
			"country":    "billingcountry",
			"via":        "source",
			"status":     "financialstatus",
			"shipped":    "fulfillmentstatus",
			"payment":    "paymentmethod",
			"pay_by":     "nextpaymentdueat",
			"paid_at":    "paidat",
			"shipped_at": "fulfilledat",
		},
	},
}}

// matchLayout returns the columns of the known export that has these headers, as far as
// the file has them; nil if it is no known export.
func (o *Options) matchLayout(headers map[string]int) map[string]string {
	has := func(header string) bool { _, is := headers[header]; return is }
	for _, l := range layoutsOf[o.Kind] {
		if !slices.ContainsFunc(l.marks, func(mark string) bool { return !has(mark) }) {
			there := maps.Clone(l.columns)
			maps.DeleteFunc(there, func(_, header string) bool { return !has(header) })
			return there
		}
	}
	return nil
}

// Fields lists the names that a column can be mapped to.
func Fields() []string { return slices.Sorted(maps.Keys(usualHeaders)) }

// table reads rows by our names of their columns.
type table struct {
	csv     *csv.Reader
	Header  []string
	columns map[string]int
}

// row is one line of the file.
type row struct {
	line    int
	cells   []string
	columns map[string]int
}

// get returns the cell under our name, trimmed; "" where the file has no such column.
func (r row) get(field string) string {
	if i, ok := r.columns[field]; ok && i < len(r.cells) {
		return strings.TrimSpace(r.cells[i])
	}
	return ""
}

func newTable(text io.Reader, o *Options) (*table, error) {
	b := bufio.NewReaderSize(text, 64<<10)
	comma := o.Comma
	if comma == 0 {
		head, _ := b.Peek(16 << 10)
		comma = findSeparator(string(head))
	}
	c := csv.NewReader(b)
	c.Comma = comma
	c.FieldsPerRecord = -1
	c.LazyQuotes = true
	header, err := c.Read()
	if err != nil {
		return nil, fmt.Errorf("%w: no header line: %w", ErrHeader, err)
	}
	t := &table{csv: c, Header: header}
	return t, t.mapColumns(o)
}

// findSeparator returns the separator that stands most often in the first line.
func findSeparator(head string) rune {
	line, _, _ := strings.Cut(head, "\n")
	best := ','
	for _, c := range ";\t|" {
		if strings.Count(line, string(c)) > strings.Count(line, string(best)) {
			best = c
		}
	}
	return best
}

// mapColumns finds the column of each field: by the names that the caller gave, then by
// the layout of a known export, then by usual headers.
func (t *table) mapColumns(o *Options) error {
	t.columns = map[string]int{}
	byHeader := map[string]int{}
	for i, h := range t.Header {
		if p := normalizeHeader(h); p != "" {
			if _, twice := byHeader[p]; !twice {
				byHeader[p] = i
			}
		}
	}
	taken := map[int]bool{}
	for field, header := range o.Columns {
		if _, known := usualHeaders[field]; !known {
			return fmt.Errorf(
				"%w: there is no field %q; there are %s",
				ErrHeader,
				field,
				strings.Join(Fields(), ", "),
			)
		}
		i := slices.Index(t.Header, header)
		if i < 0 {
			at, ok := byHeader[normalizeHeader(header)]
			if !ok {
				return fmt.Errorf(
					"%w: no column is called %q; the file has %s",
					ErrHeader,
					header,
					strings.Join(t.Header, ", "),
				)
			}
			i = at
		}
		t.columns[field], taken[i] = i, true
	}
	for field, header := range o.matchLayout(byHeader) {
		if i := byHeader[header]; !taken[i] {
			if _, named := t.columns[field]; !named {
				t.columns[field], taken[i] = i, true
			}
		}
	}
	for field, headers := range usualHeaders {
		if _, named := t.columns[field]; named {
			continue
		}
		for _, h := range headers {
			if i, ok := byHeader[h]; ok && !taken[i] {
				t.columns[field] = i
				break
			}
		}
	}
	return nil
}

// requireColumn returns an error that wraps ErrHeader unless one of the fields has a
// column.
func (t *table) requireColumn(fields ...string) error {
	for _, f := range fields {
		if _, ok := t.columns[f]; ok {
			return nil
		}
	}
	return fmt.Errorf(
		"%w: which column is the %s? The file has %s. Say so with --map %s=COLUMN",
		ErrHeader,
		strings.Join(fields, " or the "),
		strings.Join(t.Header, ", "),
		fields[0],
	)
}

// normalizeHeader returns a header in lower case, without spaces and punctuation.
func normalizeHeader(header string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, header)
}

// eachRow calls fn for every row. It refuses what is no row, or has another number of
// cells than the header.
func (in *reading) eachRow(fn func(row) error) error {
	for {
		cells, err := in.table.csv.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		in.sum.Rows++
		r := row{cells: cells, columns: in.table.columns}
		var broken *csv.ParseError
		switch {
		case errors.As(err, &broken):
			r.line = broken.StartLine
			err = in.refuse(r, fmt.Errorf("this is no row: %w", broken.Err))
		case err != nil:
			return fmt.Errorf("read file: %w", err)
		default:
			r.line, _ = in.table.csv.FieldPos(0)
			if len(cells) != len(in.table.Header) {
				err = in.refuse(
					r,
					fmt.Errorf(
						"the row has %d columns, the header %d",
						len(cells),
						len(in.table.Header),
					),
				)
			} else {
				err = fn(r)
			}
		}
		if err != nil {
			return err
		}
	}
}
