procedures-page-title = Procedures
procedures-page-title-search = Search “{ $query }”
procedures-page-crumbs = Breadcrumb
procedures-page-search-label = Search procedures
procedures-page-search-hint = Name, code, or what you need to do
procedures-page-search-button = Search
procedures-page-found = { $count ->
    [one] There is 1 procedure.
   *[other] There are { $count } procedures.
    }
procedures-page-found-for = { $count ->
    [one] 1 procedure matches “{ $query }”.
   *[other] { $count } procedures match “{ $query }”.
    }
procedures-page-narrow = Narrow down
procedures-page-drop-filter = Remove filter
procedures-page-range = { $first } to { $last } of { $total }
procedures-page-none = There is no procedure here.
procedures-page-none-for = No procedure matches “{ $query }”.
procedures-page-none-agency = No agency has the code “{ $code }”. Choose another one from the list of agencies.
procedures-page-none-unfilter = { $count ->
    [one] Remove filters, see 1 procedure
   *[other] Remove filters, see { $count } procedures
    }
procedures-page-none-all = { $count ->
    [one] See the only procedure
   *[other] See all { $count } procedures
    }
procedures-page-none-help = Try fewer words, or type without marks. Still nothing? Call
procedures-page-agency-ended = { $name } has ended. This list shows the procedures of who continues it:
procedures-page-agency-ended-alone = { $name } has ended, and no unit continues it.
procedures-page-facet-agency = Deciding agency
procedures-page-facet-level = Decided by
procedures-page-facet-online = Filing online
procedures-page-facet-field = Field
procedures-page-all = All
procedures-page-more-fields = { $count ->
    [one] 1 more field
   *[other] { $count } more fields
    }
procedures-page-agency-show = Show
procedures-page-more-communes = { $count ->
    [one] 1 more commune
   *[other] { $count } more communes
    }

procedures-page-limit-working-days = { $count ->
    [one] { $amount } working day
   *[other] { $amount } working days
    }
procedures-page-limit-calendar-days = { $count ->
    [one] { $amount } day
   *[other] { $amount } days
    }
procedures-page-limit-working-hours = { $count ->
    [one] { $amount } working hour
   *[other] { $amount } working hours
    }
procedures-page-limit-same-day = Same day

procedures-page-lacking = The source data does not have this part
procedures-page-online-unknown = Online level not in the source
procedures-page-level-later = The source names only the level of 2026
procedures-page-assurance-substantial = Filing this online needs an identity that is confirmed at the level substantial.
procedures-page-assurance-high = Filing this online needs an identity that is confirmed at the level high.
procedures-page-assurance-how = See how to confirm it
procedures-page-unverified = [UNVERIFIED]
procedures-page-sample = [SAMPLE]
procedures-page-sample-title = Sample content [SAMPLE].
procedures-page-sample-text = The papers, steps, legal basis and English on this page were drafted by the project for trial and are not rules. Name, code and field come from the catalogue of procedures.
procedures-page-limit = Time limit
procedures-page-limit-depends = depends on the case, see below
procedures-page-fee = Fee
procedures-page-fee-from = and others below
procedures-page-agency = Decided by
procedures-page-filing = Ways to file
procedures-page-apply = Apply online
procedures-page-apply-text = You need to sign in. You can stop half-way; the draft is kept so that you can go on.
procedures-page-no-apply = This procedure cannot be filed online yet.
procedures-page-file-this = File this dossier
procedures-page-other-ways = Other ways
procedures-page-at-desk = Bring the papers to the desk that takes in dossiers for the agency that decides.
procedures-page-call = For guidance call
procedures-page-papers = What you need
procedures-page-source-papers = List in the source data:
procedures-page-paper-case = Depends on your case
procedures-page-paper-needed = Needed
procedures-page-paper-if-any = If any
procedures-page-paper-show = To show
procedures-page-paper-data = Filled in online
procedures-page-case = When { $case }
procedures-page-originals = { $count ->
    [one] 1 original
   *[other] { $count } originals
    }
procedures-page-copies = { $count ->
    [one] 1 copy
   *[other] { $count } copies
    }
procedures-page-steps = Steps
procedures-page-limits = How long it takes
procedures-page-limits-text = The day of receipt does not count. Time that the agency waits for papers or payment from you is not counted.
procedures-page-case-head = Case
procedures-page-filed = Filed: { $way }
procedures-page-every-case = Every case
procedures-page-other-cases = All other cases
procedures-page-cut-off = Received from { $time } on, it counts for the next working day
procedures-page-fees = Fees
procedures-page-fee-head = Fee
procedures-page-fee-amount = Amount
procedures-page-manners = Ways to file
procedures-page-manner-same = Time limit and fee as above
procedures-page-about = Who, where and what you get
procedures-page-subjects = Who may apply
procedures-page-place = Where to file
procedures-page-result = Result
procedures-page-conditions = Conditions
procedures-page-legal-version = Legal basis and version
procedures-page-legal = Legal basis
procedures-page-code = Procedure code
procedures-page-decision = Publishing decision
procedures-page-kind = Kind of procedure
procedures-page-name = Name
procedures-page-field = Field
procedures-page-level = Level
procedures-page-online = Filing online
procedures-page-version = Version
procedures-page-valid-from = In force from

procedures-page-no-words = Give at least one word to look for
procedures-page-unknown-value = There is no such value
procedures-page-unknown-parameter = There is no such parameter. Use one of: { $known }
procedures-page-gaps-title = What the catalogue of procedures lacks
procedures-page-gaps-text = { $lacking } of { $total } procedures lack a part that the source data does not have, or use sample content. The public page says which part is missing and which is a sample.
procedures-page-gaps-parts = Missing part
procedures-page-gaps-all = All
procedures-page-gaps-lacking = Missing
procedures-page-gaps-origin = Content
procedures-page-gaps-source = From the source data
procedures-page-gaps-sample = Sample content
procedures-page-gaps-unverified = Not verified
procedures-page-gaps-none = Nothing is missing.
