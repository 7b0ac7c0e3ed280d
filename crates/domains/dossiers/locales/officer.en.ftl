dossiers-menu-work = Dossiers
dossiers-menu-inbox = My work
dossiers-menu-unit = Of my unit
dossiers-menu-paused = Paused
dossiers-menu-late = Late
dossiers-menu-handled = Handled
dossiers-menu-new-dates = Dates by the new calendar
dossiers-menu-look-up = Look up
dossiers-menu-procedures = Procedures
dossiers-menu-numbers = Numbers
dossiers-menu-flags = Looks outside cases

dossiers-desk-take-in = Take in a dossier
dossiers-desk-export = { $count ->
    [one] Download CSV, { $count } dossier
   *[other] Download CSV, { $count } dossiers
    }
dossiers-desk-export-part = Download CSV, the { $most } most urgent dossiers
dossiers-desk-export-left = Left
dossiers-desk-filter = Filter
dossiers-desk-filter-all = All
dossiers-desk-filter-late = Late
dossiers-desk-filter-soon = Due soon
dossiers-desk-filter-paused = Paused
dossiers-desk-filter-new = New
dossiers-desk-told-reappointed = New date { $day }, tell the applicant when they ask:
dossiers-desk-fallback = No dossier is assigned to you. These are the dossiers of your unit.
dossiers-desk-list-changed = The list has changed.
dossiers-desk-reload = Reload
dossiers-desk-list-caption = Dossiers by due time, nearest first
dossiers-desk-pick-all = Pick all new dossiers on this page
dossiers-desk-pick-column = Pick
dossiers-desk-pick = Pick { $code }
dossiers-desk-picked = picked
dossiers-desk-accept-picked = Accept the picked dossiers
dossiers-desk-column-what = Procedure, code, applicant
dossiers-desk-column-state = State
dossiers-desk-column-due = Due, nearest first
dossiers-desk-opinion-wanted = The opinion of your unit is wanted
dossiers-desk-nothing = There is no dossier here.
dossiers-desk-to-unit = See the dossiers of the unit
dossiers-desk-preview = Quick view
dossiers-desk-preview-hint = Choose a row to see it here.
dossiers-desk-preview-failed = The quick view could not be loaded. Open the dossier to see it.
dossiers-desk-accepted-title = What was accepted
dossiers-desk-accepted = { $count ->
    [one] { $count } dossier was accepted.
   *[other] { $count } dossiers were accepted.
    }
dossiers-desk-not-accepted = { $count ->
    [one] { $count } dossier was not accepted
   *[other] { $count } dossiers were not accepted
    }
dossiers-desk-unknown-dossier = A dossier that you cannot see
dossiers-desk-why = Why
dossiers-desk-to-list = Back to the list
dossiers-desk-new-dates-text = A change of the calendar does not change a promised date. These are dossiers of your unit whose limit ends later by the calendar of today than was promised. You decide whether to appoint a new date.
dossiers-desk-new-dates-looked = Each page looks through { $count } of { $total } open pieces of work, the next due first.
dossiers-desk-new-dates-none = No promised date here is earlier than the calendar of today.
dossiers-desk-new-dates-promised = Promised
dossiers-desk-new-dates-proposed = By today's calendar
dossiers-desk-code = Code
dossiers-desk-procedure = Procedure
dossiers-desk-field = Field

dossiers-desk-keys = All keys
dossiers-desk-keys-list = List
dossiers-desk-keys-dossier = Dossier
dossiers-desk-keys-on = Use keys in this browser
dossiers-desk-key-move = down, up
dossiers-desk-key-open = open
dossiers-desk-key-pick = pick
dossiers-desk-key-search = search
dossiers-desk-key-inbox = my work
dossiers-desk-key-parts = parts
dossiers-desk-key-assign = assign
dossiers-desk-key-approve = approve
dossiers-desk-key-back = send back
dossiers-desk-key-opinion = give an opinion
dossiers-desk-key-print = print
dossiers-desk-key-beside = previous, next dossier
dossiers-desk-key-list = back to the list
dossiers-desk-close = Close
dossiers-desk-back = Back
dossiers-desk-choose = Choose
dossiers-desk-day = Day
dossiers-desk-month = Month
dossiers-desk-year = Year
dossiers-desk-crumbs = Path

dossiers-desk-beside = Previous and next dossier of the list
dossiers-desk-before = Previous dossier
dossiers-desk-after = Next dossier
dossiers-desk-open = Open the dossier
dossiers-desk-lacks = Still missing
dossiers-desk-last = What happened last
dossiers-desk-more-acts = Other acts
dossiers-desk-parts = Parts of the dossier
dossiers-desk-part-content = Content
dossiers-desk-part-papers = Papers
dossiers-desk-part-opinions = Opinions
dossiers-desk-part-history = History
dossiers-desk-part-access = Who looked
dossiers-desk-filing = Applicant and filing
dossiers-desk-paper = Paper
dossiers-desk-source = Source
dossiers-desk-size = Size
dossiers-desk-round = supplement { $count }
dossiers-desk-paper-none = No file
dossiers-desk-paper-lacks = Missing
dossiers-desk-no-papers = This procedure needs no papers, and there is no file yet.
dossiers-desk-paper-other = Another paper
dossiers-desk-papers-result = Result
dossiers-desk-papers-others = Other files
dossiers-desk-source-upload = Uploaded by the applicant
dossiers-desk-source-scan = Digitised at the desk
dossiers-desk-source-opinion = From an opinion
dossiers-desk-source-result = The result
dossiers-desk-shown-paper = The paper shown
dossiers-desk-open-paper = Open alone
dossiers-desk-no-file = There is no file yet.
dossiers-desk-looks-lead = Every look of an officer at the personal data of this dossier is recorded. The same look within 15 minutes is one line.
dossiers-desk-looks-cut = The newest { $shown } of { $total } are shown.
dossiers-desk-looks-none = Nobody has looked yet.
dossiers-desk-look-when = When
dossiers-desk-look-who = Who
dossiers-desk-look-what = What for
dossiers-desk-look-nameless = An account without a name
dossiers-desk-look-dossier = Opened the dossier
dossiers-desk-look-list = Saw it in a list
dossiers-desk-look-search = Found it by a search
dossiers-desk-look-export = Saved a list as a file
dossiers-desk-look-file = Opened a paper
dossiers-desk-look-print = Printed a form
dossiers-desk-look-other = Something else
dossiers-error-infected = This file holds malicious code and is not opened. Ask the applicant for another file.
dossiers-error-unscanned = This file could not be scanned for malicious code yet, so it is not opened. Try again in a few minutes; if it stays so, tell the operator.
dossiers-desk-unscanned = There is no virus scanner here: the files below were not scanned. Open them only when needed.
dossiers-flags-lead = Looks of officers at the personal data of dossiers that they did not take in, were not given and never worked on. A row joins the looks of one officer within 15 minutes. The people whose data it is see these rows too.
dossiers-flags-none = Nobody has looked outside the own cases yet.
dossiers-flags-where = Unit
dossiers-flags-seen = Looked at
dossiers-desk-no-opinions = No unit was asked for an opinion.
dossiers-desk-asked-at = asked at { $at }
dossiers-desk-due-at = due { $at }
dossiers-desk-opinion-late = Past the limit of the opinion
dossiers-desk-opinion-awaited = The opinion is awaited
dossiers-desk-verdict-agree = Agrees
dossiers-desk-verdict-disagree = Disagrees
dossiers-desk-verdict-other = Another opinion
dossiers-desk-aside = Clock, conditions, people
dossiers-desk-clock = Clock
dossiers-desk-clock-whole = Dossier · { $left }
dossiers-desk-clock-step = Step · { $left }
dossiers-desk-clock-opinion = Opinion · { $left }
dossiers-desk-handled-lead = What your desks have done, the newest first. Each line is one step.
dossiers-desk-handled-step = Step that was done
dossiers-desk-handled-at = Done at
dossiers-desk-handled-now = The dossier now
dossiers-desk-handled-late = After its limit
dossiers-desk-handled-gone = Other units have it
dossiers-desk-handled-none = Your desks have not finished any work yet.
dossiers-desk-bar = The clock from { $start } to its end at { $due }
dossiers-desk-bar-used = used
dossiers-desk-bar-paused = clock stands
dossiers-desk-bar-late = late
dossiers-desk-conditions = { $count ->
    [one] It can be approved when { $count } condition holds
   *[other] It can be approved when { $count } conditions hold
    }
dossiers-desk-condition-papers = { $count ->
    [0] No paper is required
    [one] The required paper is there
   *[other] All { $count } required papers are there
    }
dossiers-desk-condition-papers-lack = Papers are missing: { $names }
dossiers-desk-scans-lack = Not digitised yet: { $names }
dossiers-desk-scans-lack-accept = Not digitised yet: { $names }. You can accept it and hand over form 01 at once; the dossier stays at the desk until all of it is digitised.
dossiers-desk-condition-fee = The fee is paid
dossiers-desk-condition-fee-lacks = The fee is not paid
dossiers-desk-condition-opinions = { $count ->
    [one] The opinion is there
   *[other] All { $count } opinions are there
    }
dossiers-desk-condition-opinions-lack = No opinion yet of { $names }
dossiers-desk-condition-result = The file of the result is there: { $name }
dossiers-desk-condition-result-lacks = The file of the result comes with the approval
dossiers-desk-condition-duties = You accepted or forwarded this dossier: somebody else approves it
dossiers-desk-condition-duties-alone = You prepared this dossier yourself: write why you decide it alone
dossiers-desk-results = Results
dossiers-desk-fees = Fees
dossiers-desk-people = People
dossiers-desk-nobody = Not assigned to anybody
dossiers-desk-holds-now = Has it now
dossiers-desk-prints = Print forms
dossiers-desk-print-01 = Form 01, receipt and appointment
dossiers-desk-print-02 = Form 02, request for supplement
dossiers-desk-print-03 = Form 03, refusal
dossiers-desk-notice-supplement = Waiting for the applicant to supplement:
dossiers-desk-notice-fee = Waiting for the applicant to pay:
dossiers-desk-notice-withdrawal = The applicant asks to withdraw:
dossiers-desk-notice-sent-back = The dossier was sent back:
dossiers-desk-notice-supplemented = The applicant has supplemented.
dossiers-desk-notice-ask-leader = The officer asks for a second request for supplement:
dossiers-desk-channel-online = Online
dossiers-desk-channel-counter = At the counter
dossiers-desk-channel-post = By post
dossiers-desk-for-self = For the applicant
dossiers-desk-for-child = For a child
dossiers-desk-for-other = For another person
dossiers-desk-for-organisation = For an organisation
dossiers-desk-by-network = Electronic
dossiers-desk-by-counter = At the counter
dossiers-desk-by-post = By post
dossiers-desk-fact-name = Applicant
dossiers-desk-fact-identity = Identity number
dossiers-desk-fact-phone = Telephone
dossiers-desk-fact-email = E-mail
dossiers-desk-fact-address = Address
dossiers-desk-fact-behalf = Applies for
dossiers-desk-fact-other-name = The person or organisation applied for
dossiers-desk-fact-tax-code = Tax code of the organisation
dossiers-desk-fact-reference = Reference
dossiers-desk-fact-submitted = Filed
dossiers-desk-fact-channel = Filed how
dossiers-desk-fact-delivery = Result delivered
dossiers-desk-fact-receiving = Receiving place
dossiers-desk-fact-competent = Competent agency
dossiers-desk-fact-continuing = Continuing agency
dossiers-desk-fact-subject = About
dossiers-desk-date-received = Accepted
dossiers-desk-date-due = Due
dossiers-desk-date-answer = Answer to the applicant due
dossiers-desk-date-promised = Appointed anew
dossiers-desk-date-paused = Stands since
dossiers-desk-date-step = Current step
dossiers-desk-date-step-due = Step due
dossiers-desk-date-finished = Done
dossiers-desk-date-judged = Judged
dossiers-desk-date-supplements = Supplements asked
dossiers-desk-on-time = on time
dossiers-desk-not-on-time = late
dossiers-desk-times = { $count ->
    [one] once
   *[other] { $count } times
    }

dossiers-desk-do-accept = Accept
dossiers-desk-do-refuse = Refuse
dossiers-desk-do-ask-supplement = Ask for a supplement
dossiers-desk-do-assign = Assign
dossiers-desk-do-take = Take the work
dossiers-desk-do-forward = Hand on
dossiers-desk-do-hand-on = Hand on from the desk
dossiers-desk-do-send-back = Send back
dossiers-desk-do-ask-opinion = Ask for an opinion
dossiers-desk-do-give-opinion = Give the opinion
dossiers-desk-do-ask-fee = Ask for a fee
dossiers-desk-do-stop = Stop
dossiers-desk-do-reappoint = Apologise and re-appoint
dossiers-desk-do-approve = Approve
dossiers-desk-do-deliver = Deliver the result
dossiers-desk-do-decide-withdrawal = Answer the withdrawal
dossiers-desk-do-scan = Add digitised papers
dossiers-desk-do-supplement-at-counter = Take the supplement at the counter
dossiers-desk-do-pay-at-counter = Take the fee at the counter
dossiers-desk-do-withdraw-at-counter = Note a wish to withdraw
dossiers-desk-do-ask-refund = Ask for a refund
dossiers-desk-do-record-refund = Record the refund
dossiers-desk-do-ask-leader = Ask a leader

dossiers-desk-lead-accept = The dossier gets its code, the limit begins to run, the applicant is told at once.
dossiers-desk-lead-accept-paper = Count the papers on the desk: the receipt (form 01) lists them as you count them and never changes. The dossier gets its code, the limit begins to run.
dossiers-desk-lead-refuse = The dossier ends here. The applicant gets your reason in the refusal (form 03).
dossiers-desk-lead-ask-supplement = Name everything that is missing: you can ask only once. The clock stands until the applicant supplements.
dossiers-desk-lead-second-supplement = This is the second request: the dossier counts as late and your reason goes into its history. The clock stands until the applicant supplements.
dossiers-desk-lead-assign = The officer sees this dossier in their own list.
dossiers-desk-lead-take = The dossier goes to your own list.
dossiers-desk-lead-forward = The current step ends and the next one begins with its own limit.
dossiers-desk-lead-hand-on = The work of the desk ends and the next step begins with its own limit. The digitised papers go along.
dossiers-desk-lead-send-back = The dossier goes back to an earlier step with your note. The clock runs on.
dossiers-desk-lead-ask-opinion = The asked unit has its own limit. This step cannot go on without the opinion.
dossiers-desk-lead-give-opinion = The opinion is kept with your name and the time. It cannot be changed later.
dossiers-desk-lead-ask-fee = The applicant is told the amount. The clock stands until it is paid.
dossiers-desk-lead-stop = The dossier ends here. The applicant gets your reason.
dossiers-desk-lead-reappoint = The applicant gets an apology with the new date. This is possible once; the dossier still counts as late.
dossiers-desk-lead-approve = The result gets its code and goes to the applicant. This cannot be taken back.
dossiers-desk-lead-deliver = Record it only when the result has reached the applicant: the dossier ends and cannot be opened again.
dossiers-desk-lead-decide-withdrawal = If you agree, the dossier stops. If not, it goes on where it was.
dossiers-desk-lead-scan = PDF, JPEG or PNG files under 20 MB each. You can choose several files for one paper. By adding them you confirm that they are complete and true to the paper; your name and the time stay with the file.
dossiers-desk-lead-supplement-at-counter = PDF, JPEG or PNG files under 20 MB each. By adding them you confirm that they are complete and true to the paper. Once you record it, the dossier and its clock run on as after a supplement from an account.
dossiers-desk-lead-pay-at-counter = Record it only when you have taken exactly this amount and handed over the receipt. Once all is paid the dossier goes on as after a payment over the gateway.
dossiers-desk-lead-withdraw-at-counter = The applicant of a paper dossier asks at the counter to withdraw it. The dossier stands until the agency has answered.
dossiers-desk-lead-ask-refund = The payment then waits to be given back; this cannot be undone. Your reason goes into the history, the applicant sees only that a refund was asked for.
dossiers-desk-lead-record-refund = Record it only once the money has reached the person who paid.
dossiers-desk-lead-ask-leader = A leader or an approver who opens this dossier sees it and decides whether to ask for a second supplement. The clock runs on; the applicant does not see it.

dossiers-desk-field-accept-assignee = Give the next step to
dossiers-desk-field-forward-assignee = Give the next step to
dossiers-desk-field-hand-on-assignee = Give the next step to
dossiers-desk-field-hand-on-override_reason = Why it goes on without all scans
dossiers-desk-field-hand-on-override_reason-hint = The reason goes into the history and is checked later.
dossiers-desk-count-originals = Originals
dossiers-desk-count-copies = Copies
dossiers-desk-count-name = What it is
dossiers-desk-field-forward-note = Note for the next step
dossiers-desk-field-assign-officer = Give it to
dossiers-desk-field-refuse-reason = Reason
dossiers-desk-field-refuse-reason-hint = The applicant reads it word for word.
dossiers-desk-field-stop-reason = Reason
dossiers-desk-field-stop-reason-hint = The applicant reads it word for word.
dossiers-desk-field-send-back-reason = What is to be done again, and why
dossiers-desk-field-ask-supplement-request = Everything that is missing
dossiers-desk-field-ask-supplement-request-hint = One line for each paper or answer. The applicant reads it word for word.
dossiers-desk-field-ask-supplement-override_reason = Reason for a second request
dossiers-desk-field-ask-supplement-override_reason-hint = A second request makes the dossier count as late. The reason goes into the history.
dossiers-desk-field-ask-opinion-unit = Which unit is asked
dossiers-desk-field-ask-opinion-days = Working days to answer
dossiers-desk-field-ask-opinion-question = Question
dossiers-desk-field-give-opinion-task = For which unit you answer
dossiers-desk-field-give-opinion-verdict = Opinion
dossiers-desk-field-give-opinion-answer = The opinion in words
dossiers-desk-opinion-question = The question: { $question }
dossiers-desk-field-ask-fee-amount = Amount (VND)
dossiers-desk-field-ask-fee-amount-hint = For example: 50,000
dossiers-desk-field-ask-fee-reason = What it is for
dossiers-desk-field-ask-fee-reason-hint = The applicant reads it word for word.
dossiers-desk-field-reappoint-date = New date
dossiers-desk-field-reappoint-date-hint = A working day after the old date.
dossiers-desk-field-reappoint-reason = Apology and reason
dossiers-desk-field-reappoint-reason-hint = The applicant reads it word for word.
dossiers-desk-field-approve-result = File of the result (PDF)
dossiers-desk-field-approve-result-hint = Under 20 MB. The applicant can download this file.
dossiers-desk-field-approve-result-there = The file “{ $name }” is there. Choose a file only to add one more result; it is removed under Papers.
dossiers-desk-field-approve-override_reason = Why it is decided although a paper or the fee is missing
dossiers-desk-field-approve-override_reason-hint = The reason goes into the history and is audited.
dossiers-desk-field-approve-alone = Why one person prepares and decides it
dossiers-desk-field-deliver-proof = Proof of delivery
dossiers-desk-field-deliver-proof-hint = Who collected it, or the number of the posting.
dossiers-desk-field-deliver-posting = Number of the posting
dossiers-desk-field-decide-withdrawal-agree = Answer
dossiers-desk-field-decide-withdrawal-reason = Reason
dossiers-desk-field-decide-withdrawal-reason-hint = The applicant reads it word for word.
dossiers-desk-withdrawal-yes = Agree to the withdrawal
dossiers-desk-withdrawal-no = Do not agree, go on
dossiers-desk-field-scan-paper = Which paper it is
dossiers-desk-field-scan-file = Files
dossiers-desk-field-supplement-at-counter-channel = How the supplement came
dossiers-desk-field-supplement-at-counter-note = What the applicant handed in
dossiers-desk-field-supplement-at-counter-note-hint = The applicant reads it word for word.
dossiers-desk-supplement-added = Papers that came for this supplement
dossiers-desk-supplement-papers = Add digitised papers
dossiers-desk-supplement-answers = Correct answers
dossiers-desk-supplement-taking = Record the supplement
dossiers-desk-field-pay-at-counter-payment = What is due
dossiers-desk-field-pay-at-counter-method = Paid with
dossiers-desk-field-pay-at-counter-receipt = Number of the receipt
dossiers-desk-field-pay-at-counter-receipt-hint = As printed on the receipt, for example AA/24E 0001234. The applicant sees it.
dossiers-desk-field-withdraw-at-counter-reason = The applicant’s reason
dossiers-desk-field-withdraw-at-counter-reason-hint = In the applicant’s words, with the written request if there is one.
dossiers-desk-field-ask-refund-payment = What is to be given back
dossiers-desk-field-ask-refund-reason = Reason for the refund
dossiers-desk-field-ask-refund-reason-hint = For example: paid twice, too much after a supplement, the dossier was refused.
dossiers-desk-field-record-refund-payment = What was given back
dossiers-desk-field-record-refund-note = How it was given back
dossiers-desk-field-record-refund-note-hint = For example the number of the voucher or of the transfer.
dossiers-desk-field-ask-leader-reason = What is missing, and why it was not asked for the first time
dossiers-desk-due = { $amount }, asked for { $at }

dossiers-done-accept = The dossier is accepted.
dossiers-done-refuse = The dossier is refused.
dossiers-done-ask-supplement = The request for a supplement is sent.
dossiers-done-assign = The work is assigned.
dossiers-done-take = The dossier is in your list.
dossiers-done-forward = The dossier is handed on.
dossiers-done-hand-on = The dossier is handed on.
dossiers-done-send-back = The dossier is sent back.
dossiers-done-ask-opinion = The question is sent.
dossiers-done-give-opinion = The opinion is recorded.
dossiers-done-ask-fee = The request for a fee is sent.
dossiers-done-stop = The dossier is stopped.
dossiers-done-reappoint = The apology and the new date are sent.
dossiers-done-approve = Approved. The result is ready.
dossiers-done-deliver = The delivery is recorded.
dossiers-done-decide-withdrawal = The withdrawal is answered.
dossiers-done-scan = The papers are added.
dossiers-done-remove-file = The file was removed.
dossiers-desk-scan-added = Digitised paper added
dossiers-desk-scan-removed = Digitised paper removed
dossiers-done-supplement-at-counter = The supplement is taken. The dossier goes on.
dossiers-done-pay-at-counter = The payment at the counter is recorded.
dossiers-done-withdraw-at-counter = The wish to withdraw is noted.
dossiers-done-ask-refund = The refund is asked for.
dossiers-done-record-refund = The refund is recorded.
dossiers-done-ask-leader = Your request to a leader is recorded.
dossiers-done-take-in = The paper dossier is taken in. Accept it and then digitise its papers, or digitise them first.
dossiers-done-take-in-fee = The paper dossier is taken in. Take the fee at the counter, accept it and then digitise its papers, or digitise them first.

dossiers-desk-why-withdrawal = The applicant asks to withdraw: answer that first
dossiers-desk-error-choose = Choose one
dossiers-desk-error-result-pdf = The result must be a PDF, choose another file
dossiers-desk-error-result-file = Choose the file of the result
dossiers-desk-error-result-again = Choose the file of the result again: what you sent was not recorded, so the file was not kept
dossiers-desk-error-no-file = Choose at least one file
dossiers-desk-error-file = { $name }: { $why }
dossiers-desk-error-scan-again = No file was kept. Choose the good files once more and send them again.
dossiers-desk-error-nothing-picked = You have picked no dossier. Tick the new dossiers that you want to accept, then press again.
dossiers-desk-error-picks = Pick 1 to { $most } dossiers, then accept them
dossiers-desk-error-intake-area = Choose an area that your desk takes in for
dossiers-desk-stale-act = Somebody has just changed this dossier, so what you sent was not recorded. This page already shows the newest state and keeps what you typed: see what changed, then send again.
dossiers-desk-see-dossier = See the dossier

dossiers-desk-intake-lead = Take in a paper dossier from the counter or the post. Find the procedure first.
dossiers-desk-intake-search = Find the procedure
dossiers-desk-intake-hint = Name or code of the procedure
dossiers-desk-find = Find
dossiers-desk-intake-found = { $shown } of { $total } procedures
dossiers-desk-intake-none = No procedure fits “{ $query }”.
dossiers-desk-intake-not-ours = Your desk does not take in this procedure.
dossiers-desk-intake-other = Choose another procedure
dossiers-desk-intake-filing = Area and filing
dossiers-desk-intake-area = Area
dossiers-desk-intake-applicant = Applicant
dossiers-desk-intake-other-hint = Only when applying for a child, another person or an organisation.
dossiers-desk-intake-tax-hint = Only when applying for an organisation.
dossiers-desk-intake-send = Take in the dossier
dossiers-desk-intake-next = Next: add the digitised papers, then accept it to give it its code.

dossiers-desk-search-title = Find dossiers
dossiers-desk-search-results = Search results
dossiers-desk-search-found = { $count ->
    [one] { $count } dossier fits “{ $query }”
   *[other] { $count } dossiers fit “{ $query }”
    }
dossiers-desk-search-many = Dossiers that fit “{ $query }”
dossiers-desk-search-page = { $count ->
    [one] This page has { $count } dossier. Type a code or an identity number to be more exact.
   *[other] This page has { $count } dossiers, the newest first. Type a code or an identity number to be more exact.
    }
dossiers-desk-search-cut = Many dossiers have this name, and this page looked through the newest of them only. Type the full name, a code or an identity number to find it sooner, or go to the next page for older dossiers.
dossiers-desk-search-none = No dossier that you may see was found. Search by code, reference, identity number, telephone or full name.
dossiers-desk-search-empty = Type a code, an identity number or the name of an applicant into the box above.

dossiers-numbers-title = Numbers of dossiers
dossiers-numbers-period = From { $from } to { $to }
dossiers-numbers-as-of = as of { $at }
dossiers-numbers-from = From
dossiers-numbers-to = To
dossiers-numbers-show = Show
dossiers-numbers-csv = Download CSV
dossiers-numbers-level = Level
dossiers-numbers-unit = Unit
dossiers-numbers-all-levels = All levels
dossiers-numbers-by-unit = By level and unit
dossiers-numbers-help = Press a number, sums too, to open exactly the dossiers it counts; press the name of a unit to see the units below it too. White mark: the overall online rate. Orange bar: below it.
dossiers-numbers-received = Received
dossiers-numbers-online = Online
dossiers-numbers-counter = Counter
dossiers-numbers-post = Post
dossiers-numbers-open = In progress
dossiers-numbers-done = Done
dossiers-numbers-on-time = On time
dossiers-numbers-late = Late
dossiers-numbers-paid = Fee paid
dossiers-numbers-with-fee = With a fee
dossiers-numbers-offered = Offered online
dossiers-numbers-on-time-share = On time
dossiers-numbers-online-share = Online rate
dossiers-numbers-chart = Chart of the online rate
dossiers-numbers-sum = { $count ->
    [one] Sum of { $count } unit
   *[other] Sum of { $count } units
    }
dossiers-numbers-whole = Sum of all
dossiers-numbers-now = now
dossiers-numbers-of-them-online = { $count } filed online
dossiers-numbers-of-offered = { $count ->
    [one] of { $count } dossier that can be filed online
   *[other] of { $count } dossiers that can be filed online
    }
dossiers-numbers-of-done = { $count ->
    [one] of { $count } dossier done
   *[other] of { $count } dossiers done
    }
dossiers-numbers-meaning = What the numbers mean
dossiers-numbers-means-received = Received: dossiers accepted in the period, counted for the competent agency, by how they were filed.
dossiers-numbers-means-online = Online rate: dossiers filed online, of all dossiers of procedures that are offered online.
dossiers-numbers-means-on-time = On time: dossiers done in the period, not after the first promised time and with one request for supplement at most.
dossiers-numbers-means-paid = Fee paid: of the dossiers received in the period that have a fee.
dossiers-numbers-none = There is no dossier in this period.
dossiers-numbers-usual = Show this year so far
dossiers-numbers-none-behind = There is no dossier.
dossiers-numbers-wrong-day = A date could not be read. Write it like 31/12/2024. This year so far is shown.
dossiers-numbers-wrong-order = The first day must be before the last. This year so far is shown.
dossiers-numbers-with-below = { $unit } and the units below it
dossiers-numbers-unfold = See each unit ({ $count })

# Papers that were handed in and digitised
dossiers-form-paper-pieces = { $name }, originals: { $originals }, copies: { $copies }
dossiers-form-paper-digitised = { $name }, originals: { $originals }, copies: { $copies }, digitised files: { $files }
dossiers-form-paper-files = { $name }, files: { $files }
dossiers-form-paper-other = Another paper
dossiers-error-scans-missing = A required paper is not digitised. Add its scan, or let somebody with the right give a reason for an exception.
dossiers-error-officer-after-scans = Give the next step to somebody when you hand the dossier on: a required paper is not digitised
dossiers-error-papers-online = A dossier that came online has no papers to count. Leave this out.
dossiers-error-pieces = Write a number from 0 to { $most }
dossiers-error-paper-name = Write what this other paper is
dossiers-error-not-digitised = This paper is only shown, or is data already, and is not digitised. Choose another one.
