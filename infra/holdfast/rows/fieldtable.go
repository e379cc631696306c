package rows

// fieldTable says how each field is called, read and found.
var fieldTable = [fieldCount]fieldSpec{
	fieldOrder: {
		name: "order",
		sort: isID,
		headers: []string{
			"orderid", "order", "ordernumber", "orderno", "ordernr", "invoiceno",
			"invoicenumber", "invoice", "bestellnummer", "bestellnr", "rechnungsnummer",
			"belegnummer", "订单号", "订单编号", "numérodecommande", "commande", "númerodepedido",
			"pedido", "numeroordine", "ordine", "ordernummer", "bestelling",
		},
	},
	fieldNumber: {
		name:    "number",
		headers: []string{"displaynumber"},
	},
	fieldCustomer: {
		name: "customer",
		sort: isID,
		headers: []string{
			"customerid", "customernumber", "customerno", "clientid", "buyerid", "userid",
			"customeruser", "memberid", "kundennummer", "kundennr", "客户编号", "会员编号", "买家id",
			"customer", "numéroclient", "númerodecliente", "codicecliente", "klantnummer",
		},
	},
	fieldEmail: {
		name: "email",
		headers: []string{
			"email", "emailaddress", "emailadres", "customeremail", "billingemail", "emailbilling",
			"useremail", "contactemail", "mail", "邮箱", "电子邮箱", "courriel", "adresseemail",
			"correo", "correoelectrónico", "emailadresse", "epost",
		},
		rivals: true,
	},
	fieldName: {
		name: "name",
		headers: []string{
			"name", "customername", "fullname", "buyername", "kundenname", "姓名", "客户姓名",
			"收货人", "nom", "nombre", "nome", "naam", "namn", "navn",
		},
	},
	fieldFirstName: {
		name: "first_name",
		headers: []string{
			"firstname", "billingfirstname", "firstnamebilling", "vorname", "prénom",
			"voornaam",
		},
	},
	fieldLastName: {
		name: "last_name",
		headers: []string{
			"lastname", "billinglastname", "lastnamebilling", "nachname", "nomdefamille",
			"apellidos", "cognome", "achternaam",
		},
	},
	fieldCompany: {
		name: "company",
		headers: []string{
			"company", "companyname", "defaultaddresscompany", "billingcompany",
			"companybilling", "firma", "公司",
		},
	},
	fieldCompanyID: {
		name:    "company_id",
		sort:    isID,
		headers: []string{"companyid", "companynumber", "firmennummer", "公司编号"},
	},
	fieldRole: {
		name:    "role",
		headers: []string{"role", "jobtitle", "position", "职务", "职位"},
	},
	fieldPhone: {
		name: "phone",
		headers: []string{
			"phone", "telephone", "mobile", "phonenumber", "billingphone", "phonebilling",
			"telefon", "手机", "电话", "手机号", "téléphone", "teléfono", "telefono", "telefoon",
		},
	},
	fieldCountry: {
		name: "country",
		headers: []string{
			"countrycode", "defaultaddresscountrycode", "billingcountry",
			"countrycodebilling",
		},
	},
	fieldLocale: {
		name:    "locale",
		headers: []string{"locale", "language", "语言"},
	},
	fieldZone: {
		name:    "zone",
		headers: []string{"zone", "timezone", "时区"},
	},
	fieldBirthday: {
		name:    "birthday",
		sort:    isDate,
		headers: []string{"birthday", "dateofbirth", "geburtstag", "geburtsdatum", "生日"},
	},
	fieldOwner: {
		name:    "owner",
		headers: []string{"owner", "accountmanager", "客户经理"},
	},
	fieldOrigin: {
		name:    "origin",
		headers: []string{"origin", "acquisition", "channel", "渠道", "来源"},
	},
	fieldDate: {
		name: "date",
		sort: isDate,
		headers: []string{
			"date", "orderdate", "invoicedate", "createdat", "created", "datecreated",
			"placedat", "datetime", "datum", "bestelldatum", "rechnungsdatum", "日期", "下单时间",
			"订单时间", "datedecommande", "fecha", "fechadepedido", "data", "dataordine",
			"besteldatum",
		},
		rivals: true,
	},
	fieldUpdated: {
		name: "updated",
		sort: isDate,
		headers: []string{
			"updated", "updatedat", "modified", "modifiedat", "datemodified", "更新时间",
		},
	},
	fieldAmount: {
		name: "amount",
		sort: isMoney,
		headers: []string{
			"amount", "total", "totalprice", "ordertotal", "ordertotalamount",
			"totalamount", "revenue", "betrag", "summe", "gesamtbetrag", "金额", "订单金额",
			"实付金额", "montant", "montanttotal", "importe", "importetotal", "importo",
			"totale", "bedrag", "totaalbedrag", "gesamtsumme", "rechnungsbetrag",
		},
		rivals: true,
	},
	fieldQuantity: {
		name: "quantity",
		sort: isCount,
		headers: []string{
			"quantity", "qty", "menge", "数量", "quantité", "cantidad", "quantità", "aantal",
			"anzahl",
		},
		rivals: true,
	},
	fieldPrice: {
		name: "price",
		sort: isMoney,
		headers: []string{
			"price", "unitprice", "preis", "einzelpreis", "单价", "prix", "prixunitaire",
			"precio", "preciounitario", "prezzo", "prijs", "stückpreis",
		},
		rivals: true,
	},
	fieldRefunded: {
		name: "refunded",
		sort: isMoney,
		headers: []string{
			"refunded", "refundedamount", "refundamount", "orderrefundamount",
			"refundedtotal", "退款金额",
		},
		rivals: true,
	},
	fieldDiscount: {
		name: "discount",
		sort: isMoney,
		headers: []string{
			"discount", "discountamount", "totaldiscounts", "discounttotal",
			"orderdiscount", "rabatt", "优惠金额", "remise", "descuento", "sconto", "korting",
		},
		rivals: true,
	},
	fieldCost: {
		name: "cost",
		sort: isMoney,
		headers: []string{
			"cost", "costofgoods", "cogs", "costperitem", "unitcost", "costprice", "成本",
		},
	},
	fieldProduct: {
		name: "product",
		headers: []string{
			"product", "productname", "item", "itemname", "lineitemname", "category",
			"artikel", "商品", "商品名称", "类目", "produit", "producto", "prodotto",
		},
	},
	fieldProductID: {
		name:    "product_id",
		sort:    isID,
		headers: []string{"productid", "variantid", "itemid", "商品编号"},
	},
	fieldParent: {
		name:    "parent",
		headers: []string{"parent", "parentid"},
	},
	fieldTitle: {
		name: "title",
		headers: []string{
			"title", "producttitle", "productname", "name", "商品名称", "商品", "标题",
		},
	},
	fieldCategory: {
		name:    "category",
		headers: []string{"category", "producttype", "productcategory", "类目", "分类"},
	},
	fieldVendor: {
		name:    "vendor",
		headers: []string{"vendor", "brand", "supplier", "品牌", "供应商"},
	},
	fieldLife: {
		name:    "life",
		headers: []string{"life", "lifedays", "lifeindays", "使用天数"},
	},
	fieldHandle: {
		name:    "handle",
		headers: []string{"handle"},
	},
	fieldOption1: {
		name: "option1",
	},
	fieldOption2: {
		name: "option2",
	},
	fieldOption3: {
		name: "option3",
	},
	fieldSKU: {
		name: "sku",
		headers: []string{
			"sku", "lineitemsku", "itemsku", "productsku", "stockcode", "artikelnummer",
			"货号",
		},
	},
	fieldLineQuantity: {
		name:    "line_quantity",
		sort:    isCount,
		headers: []string{"lineitemquantity", "itemquantity"},
	},
	fieldLinePrice: {
		name:    "line_price",
		sort:    isMoney,
		headers: []string{"lineitemprice", "itemprice"},
	},
	fieldLineDiscount: {
		name:    "line_discount",
		sort:    isMoney,
		headers: []string{"lineitemdiscount", "itemdiscount"},
	},
	fieldVia: {
		name:    "via",
		headers: []string{"saleschannel", "salechannel", "销售渠道"},
	},
	fieldCurrency: {
		name: "currency",
		headers: []string{
			"currency", "currencycode", "ordercurrency", "währung", "币种", "devise",
			"moneda", "valuta", "waehrung",
		},
		rivals: true,
	},
	fieldStatus: {
		name: "status",
		headers: []string{
			"status", "orderstatus", "poststatus", "statut", "estado", "stato",
			"bestellstatus",
		},
	},
	fieldCancelled: {
		name:    "cancelled",
		sort:    isDate,
		headers: []string{"cancelled", "canceled", "cancelledat", "canceledat", "已取消"},
	},
	fieldTags: {
		name:    "tags",
		headers: []string{"tags", "标签"},
	},
	fieldText: {
		name:    "text",
		headers: []string{"note", "notes", "comment", "customernote", "备注"},
	},
	fieldShipped: {
		name: "shipped",
	},
	fieldPaidAt: {
		name: "paid_at",
		sort: isDate,
	},
	fieldShippedAt: {
		name: "shipped_at",
		sort: isDate,
	},
	fieldPayment: {
		name: "payment",
	},
	fieldPayBy: {
		name: "pay_by",
		sort: isDate,
	},
	fieldOutstanding: {
		name:    "outstanding",
		sort:    isMoney,
		headers: []string{"outstandingbalance"},
	},
	fieldConsentEmail: {
		name: "consent_email",
		headers: []string{
			"consentemail", "emailconsent", "acceptsemailmarketing", "acceptsmarketing",
			"emailmarketingconsent",
		},
	},
	fieldConsentSMS: {
		name:    "consent_sms",
		headers: []string{"consentsms", "smsconsent", "acceptssmsmarketing"},
	},
	fieldConsentCall: {
		name:    "consent_call",
		headers: []string{"consentcall", "callconsent"},
	},
	fieldConsentChat: {
		name:    "consent_chat",
		headers: []string{"consentchat", "chatconsent"},
	},
	fieldConsentEmailAt: {
		name: "consent_email_at",
		sort: isDate,
		headers: []string{
			"consentemailat", "consentemaildate", "emailconsentat", "emailconsentdate",
		},
	},
	fieldConsentSMSAt: {
		name: "consent_sms_at",
		sort: isDate,
		headers: []string{
			"consentsmsat", "consentsmsdate", "smsconsentat", "smsconsentdate",
		},
	},
	fieldConsentCallAt: {
		name: "consent_call_at",
		sort: isDate,
		headers: []string{
			"consentcallat", "consentcalldate", "callconsentat", "callconsentdate",
		},
	},
	fieldConsentChatAt: {
		name: "consent_chat_at",
		sort: isDate,
		headers: []string{
			"consentchatat", "consentchatdate", "chatconsentat", "chatconsentdate",
		},
	},
	fieldConsent: {
		name:    "consent",
		headers: []string{"consent", "consentstate", "subscribed", "emailmarketing"},
	},
	fieldConsentAt: {
		name: "consent_at",
		sort: isDate,
		headers: []string{
			"consentat", "consentdate", "optintime", "unsubtime", "unsubscribedat",
			"subscribedat",
		},
	},
	fieldChannel: {
		name:    "channel",
		headers: []string{"channel", "consentchannel"},
	},
	fieldTicket: {
		name: "ticket",
		sort: isID,
		headers: []string{
			"ticket", "ticketid", "ticketnumber", "caseid", "casenumber", "requestid", "工单号",
		},
	},
	fieldRequester: {
		name:    "requester",
		sort:    isID,
		headers: []string{"requesterid", "contactid"},
	},
	fieldSubject: {
		name:    "subject",
		headers: []string{"subject", "betreff", "主题"},
	},
	fieldPriority: {
		name:    "priority",
		headers: []string{"priority", "priorität", "优先级"},
	},
	fieldRating: {
		name: "rating",
		headers: []string{
			"rating", "score", "csat", "satisfaction", "satisfactionscore",
			"satisfactionrating", "评分",
		},
	},
	fieldRatingAt: {
		name:    "rating_at",
		sort:    isDate,
		headers: []string{"ratedat", "ratingdate", "ratingat"},
	},
	fieldComplaint: {
		name:    "complaint",
		headers: []string{"complaint", "iscomplaint", "beschwerde", "投诉"},
	},
	fieldReason: {
		name:    "reason",
		headers: []string{"leavingreason", "exitreason"},
	},
}
