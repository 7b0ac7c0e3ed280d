# States: short names for tags, full ones after the national list (fact 2.6)
dossiers-state-1 = Submitted
dossiers-state-2 = Accepted
dossiers-state-3 = Not accepted
dossiers-state-4 = In progress
dossiers-state-5 = More papers needed
dossiers-state-6 = Payment needed
dossiers-state-7 = Withdrawal asked
dossiers-state-8 = Stopped
dossiers-state-9 = Decided
dossiers-state-10 = Result returned
dossiers-state-full-1 = Newly submitted
dossiers-state-full-2 = Accepted
dossiers-state-full-3 = Not accepted
dossiers-state-full-4 = In progress
dossiers-state-full-5 = Supplementary papers requested
dossiers-state-full-6 = Financial obligation to be fulfilled
dossiers-state-full-7 = The citizen asks to withdraw
dossiers-state-full-8 = Processing stopped
dossiers-state-full-9 = Processing finished
dossiers-state-full-10 = Result returned

# Clock
dossiers-left-days = { $days ->
    [one] 1 day left
   *[other] { $days } days left
}
dossiers-left-hours = { $hours } h left
dossiers-left-minutes = { $minutes } min left
dossiers-left-hours-minutes = { $hours } h { $minutes } left
dossiers-late-days = { $days ->
    [one] 1 day late
   *[other] { $days } days late
}
dossiers-late-hours = { $hours } h late
dossiers-late-minutes = { $minutes } min late
dossiers-late-hours-minutes = { $hours } h { $minutes } late
dossiers-late-just = Just overdue
dossiers-paused = Paused
dossiers-paused-supplement = Paused, papers awaited
dossiers-paused-payment = Paused, payment awaited
dossiers-paused-withdrawal = Paused, withdrawal being decided
dossiers-days = { $days ->
    [one] 1 day
   *[other] { $days } days
}
dossiers-hours-minutes = { $hours } h { $minutes } min
dossiers-today = Today
dossiers-bar-used = The agency has used { $time }
dossiers-bar-late = Overdue for { $time }
dossiers-bar-paused = Paused for { $time }
dossiers-done-on-time = Done on time
dossiers-done-late = Done late
dossiers-limit-working-days = { $amount } working days
dossiers-limit-calendar-days = { $amount } days
dossiers-limit-working-hours = { $amount } working hours
dossiers-limit-same-day = the same day

# What was done
dossiers-act-submit = Dossier submitted
dossiers-act-accept = Accepted
dossiers-act-refuse = Not accepted
dossiers-act-assign = Assigned
dossiers-act-begin = Work begun
dossiers-act-forward = Passed to the next step
dossiers-act-hand-on = Passed on to be handled
dossiers-act-send-back = Sent back to an earlier step
dossiers-act-ask-supplement = More papers requested
dossiers-act-second-supplement = Reason for a second request
dossiers-act-ask-leader = Asked a leader for a second request
dossiers-act-give-supplement = Papers supplemented
dossiers-act-correct-answers = Answers corrected
dossiers-act-supplement-at-counter = Supplement taken at the counter
dossiers-act-supplement-by-post = Supplement received by post
dossiers-act-ask-fee = Payment requested
dossiers-act-pay-fee = Payment received
dossiers-act-pay-at-counter = Paid at the counter
dossiers-act-recount-fee = Fee counted anew
dossiers-act-fee-excess = Money received that was not to be paid
dossiers-act-ask-refund = Refund asked for
dossiers-act-record-refund = Fee given back
dossiers-fee-rest = { $amount } still to be paid
dossiers-fee-over = { $amount } paid too much
dossiers-fee-owed = { $amount } to be given back to the person who paid
dossiers-fee-even = Nothing more to pay
dossiers-receipt = Receipt { $receipt }
dossiers-act-ask-opinion = Opinion of another unit asked
dossiers-act-give-opinion = Opinion given
dossiers-act-stop = Processing stopped
dossiers-act-reappoint = Apology and new date
dossiers-act-reappoint-late = New date told late, not a day before the due date
dossiers-act-approve = Result signed
dossiers-act-override = Exception decided
dossiers-act-deliver = Result returned
dossiers-act-ask-withdrawal = Withdrawal asked
dossiers-act-withdraw-at-counter = Withdrawal asked at the counter
dossiers-act-agree-withdrawal = Withdrawal agreed
dossiers-act-refuse-withdrawal = Withdrawal not agreed
dossiers-act-rate = Rated
dossiers-act-handed-over = Handed over to another officer
dossiers-act-moved = Moved to another unit by a reorganisation
dossiers-act-next-deliver = Return of the result
dossiers-by-applicant = The applicant
dossiers-in-name-of = { $name }, under delegation from { $giver }
dossiers-by-system = The system

# Before applying
dossiers-crumbs = Breadcrumb
dossiers-apply = Apply
dossiers-sample = [SAMPLE] Questions and papers on this page are sample data
dossiers-apply-how = How to apply
dossiers-apply-pages = Each page asks about one thing. You check everything before sending.
dossiers-apply-later = You can stop at any time. What you have typed stays in your draft.
dossiers-apply-answer = After you send it, the agency answers within 8 working hours.
dossiers-apply-papers = Papers you need
dossiers-apply-files = PDF, JPEG or PNG, each file under 20 MB. Photos straight from above, all four corners.
dossiers-apply-no-papers = This procedure needs no papers.
dossiers-paper-if-needed = (depends on your case)
dossiers-apply-prefilled = We fill in what your account already tells.
dossiers-apply-begin = Begin
dossiers-apply-see = See how to apply
dossiers-draft-there = You have a draft of this procedure, last changed at { $at }.
dossiers-draft-continue = Continue

# Pages of an application
dossiers-steps = Steps
dossiers-step-of = Step { $n } of { $total }
dossiers-step-back = Back to step { $n }
dossiers-save-and-go-on = Save and continue
dossiers-save-for-later = Save draft for later
dossiers-page-for = For whom
dossiers-page-applicant = Applicant
dossiers-page-area = Place
dossiers-page-papers = Papers
dossiers-page-delivery = Receiving the result
dossiers-page-review = Check and send
dossiers-page-for-hint = You apply for yourself or on behalf of somebody else.
dossiers-page-applicant-hint = We reach you with these details.
dossiers-page-area-hint = Choose the place that decides, usually where you live.
dossiers-page-delivery-hint = The electronic result is always in your account.
dossiers-behalf = For whom do you apply?
dossiers-behalf-self = For myself
dossiers-behalf-child = For my child
dossiers-behalf-other = For another person
dossiers-behalf-other-hint = That person has authorised you
dossiers-behalf-organisation = For an organisation or enterprise
dossiers-other-name = Name of the person or organisation
dossiers-other-name-hint = Only when you apply on behalf of somebody else
dossiers-tax-code = Tax code
dossiers-tax-code-hint = Only for an organisation or enterprise
dossiers-name = Full name
dossiers-from-account = The name and the identity number come from the account you use, so they are not changed here.
dossiers-identity = Personal identity number
dossiers-phone = Telephone
dossiers-phone-hint = For example: 0912 345 678
dossiers-email = E-mail
dossiers-email-hint = For news about your dossier
dossiers-address = Address
dossiers-address-hint = House number, street or village, commune or ward
dossiers-area = Choose the place
dossiers-area-choose = Choose one
dossiers-delivery = How do you want the result?
dossiers-delivery-electronic = Electronic copy
dossiers-delivery-electronic-hint = Downloaded from your account
dossiers-delivery-counter = On paper at the one-stop desk
dossiers-delivery-counter-hint = Bring your identity card
dossiers-delivery-post = On paper by post
dossiers-delivery-post-hint = Sent to { $address }
dossiers-papers-hint = PDF, JPEG or PNG, each file under 20 MB. Choose files, then press "Upload" at each paper.
dossiers-papers-none = You need not upload any paper.
dossiers-papers-others = Papers you need not upload
dossiers-paper-choose = Choose files for { $paper }
dossiers-paper-send = Upload
dossiers-paper-full = { $most } files are there. Remove one to replace it.
dossiers-file-remove = Remove

# Check, send
dossiers-review-lead = Read each line again. Press "Change" where something is wrong.
dossiers-review-promise = By sending you confirm that what you have written is true.
dossiers-change = Change
dossiers-fees = Fees
dossiers-fees-total = Total
dossiers-fees-after = You pay after sending.
dossiers-fees-none = Nothing to pay: { $money }.
dossiers-next = What happens next
dossiers-next-reference = You get a reference and the time of receipt at once.
dossiers-next-pay = You pay through the payment gateway.
dossiers-next-answer = The agency answers within 8 working hours: accepted, more papers needed or not accepted.
dossiers-next-follow = You follow the dossier in your account or with its code.
dossiers-submit = Send the dossier
dossiers-submitted = We have received your dossier.
dossiers-submitted-at = Time of receipt: { $at }.
dossiers-submitted-keep = Keep this reference to look up the dossier. It gets its own code once it is accepted.
dossiers-submitted-pay = Pay so that the agency can process the dossier.
dossiers-submitted-answer = { $unit } answers you before { $at }.
dossiers-submitted-code = Once accepted, the dossier has a code and an appointed date.
dossiers-submitted-mail = News go to { $email } and to your account.
dossiers-submitted-no-mail = News go to your account.
dossiers-follow = Follow the dossier
dossiers-pay = Pay

# My dossiers
dossiers-mine = My dossiers
dossiers-drafts = Drafts
dossiers-draft-changed = Changed at { $at }
dossiers-draft-kept = Kept until { $day }
dossiers-draft-drop = Delete draft
dossiers-draft-saved = The draft is saved
dossiers-draft-renewed = The rules of this procedure have changed since you saved the draft. Your answers are kept where they are still asked for. Look at papers and fees again before you send it.
dossiers-draft-drop-ask = Delete this draft?
dossiers-draft-drop-lead = { $files ->
    [0] What you entered will be gone for good.
    [one] What you entered and the file you uploaded will be gone for good.
   *[other] What you entered and the { $files } files you uploaded will be gone for good.
}
dossiers-draft-drop-not = Keep it and go on
dossiers-draft-dropped = The draft is deleted
dossiers-sent = Sent dossiers
dossiers-sent-at = Sent at { $at }
dossiers-unpaid = Not paid yet
dossiers-none = You have not sent any dossier.
dossiers-none-find = Find a procedure
dossiers-notices-none = No notices yet. News about your dossiers appear here.

# One dossier
dossiers-dossier = Dossier
dossiers-code = Dossier code
dossiers-reference = Reference
dossiers-applicant = Applicant:
dossiers-state = State:
dossiers-can = You can
dossiers-clock = The dossier's clock
dossiers-due = Appointed for
dossiers-answer-by = Answer before
dossiers-holder = Now with: { $unit }
dossiers-holder-person = Officer: { $name }
dossiers-since = Since { $at }
dossiers-holder-you = It waits for you; the time of the agency is paused.
dossiers-holder-since = Since { $at }.
dossiers-holder-due = Limit of this step: { $at }.
dossiers-why = Why this date?
dossiers-why-limit = The limit is { $limit }, from { $day }.
dossiers-why-first-day = The day of receipt is not counted. A limit that ends on a day off moves to the next working day.
dossiers-why-paused = The time we waited for you ({ $time }) is not counted.
dossiers-why-days-off = Days off in this time: { $days }.
dossiers-why-promised = The agency apologised and appointed { $day } anew. The first date was { $first }.
dossiers-why-answer = The agency has 8 working hours to answer a dossier filed online.
dossiers-timeline = Where the dossier has been
dossiers-at-latest = At the latest { $day }
dossiers-files = Papers of the dossier
dossiers-converted = digitised from paper
dossiers-unpaid-note = Pay { $amount } so that the dossier can go on.
dossiers-withdrawn = The agency agreed to the withdrawal of this dossier.
dossiers-withdrawn-paid = You paid { $amount }, which was not given back. Ask the one-stop unit that took the dossier about a refund.
dossiers-answers = What you declared
dossiers-results = Results
dossiers-result-get = Download the result
dossiers-result-void = is void
dossiers-fee-see = See
dossiers-fee-at-counter = It can be paid in cash or by card at the one-stop desk that received the dossier.
dossiers-print-01 = Receipt and appointment
dossiers-print-02 = Request for more papers
dossiers-print-03 = Refusal
dossiers-print-nth = (request { $no })
dossiers-back-to = Back to dossier { $code }

# Supplement
dossiers-supplement = Supplement the dossier
dossiers-supplement-asked = The agency asks you to supplement:
dossiers-supplement-lead = Upload the missing papers or correct answers, then send once. The clock runs on when you send.
dossiers-supplement-answers = Correct answers
dossiers-supplement-answers-lead = Open a part to correct it. All parts are sent at once.
dossiers-supplement-note = Message to the agency
dossiers-supplement-once = Check carefully: after sending you cannot add files.
dossiers-supplement-act = Send the supplement
dossiers-supplement-sent = The supplement is sent

# Withdraw, rate
dossiers-withdraw = Withdraw the dossier
dossiers-withdraw-lead = You want to withdraw dossier { $code } ({ $procedure }). The agency considers it and answers; the clock stands meanwhile.
dossiers-withdraw-reason = Reason
dossiers-withdraw-reason-hint = At least 5 characters
dossiers-withdraw-act = Ask to withdraw
dossiers-withdraw-not = Do not withdraw
dossiers-withdrawal-sent = Your request to withdraw is sent
dossiers-rate = Rate
dossiers-rate-lead = How was the processing of "{ $procedure }"?
dossiers-rate-score = Satisfaction
dossiers-rate-1 = Very dissatisfied
dossiers-rate-2 = Dissatisfied
dossiers-rate-3 = Neutral
dossiers-rate-4 = Satisfied
dossiers-rate-5 = Very satisfied
dossiers-rate-comment = In your words
dossiers-rate-act = Send the rating
dossiers-rate-not = Later
dossiers-rated = You rated it { $score } of 5.
dossiers-rating-sent = Your rating is recorded

# Look-up
dossiers-track = Look up a dossier
dossiers-track-lead = Enter the code and four digits, no account needed.
dossiers-track-code = Dossier code or reference
dossiers-track-code-hint = For example: 000.00.11.H46-241125-0007 or T-ABCDEFGH23
dossiers-track-code-missing = Enter the dossier code or reference, at most 60 characters
dossiers-track-factor = Last four digits
dossiers-track-factor-hint = Of the applicant's identity number or telephone
dossiers-track-factor-wrong = Enter exactly the last 4 digits of the identity number or telephone
dossiers-track-act = Look up
dossiers-track-another = Look up another dossier
dossiers-track-not-found = No dossier was found for this code and these digits. Check both.
dossiers-track-tries = Each code can be tried 5 times an hour.
dossiers-track-reduced = This page shows no personal details. Sign in to see everything.

# Notices in the account
dossiers-notice-new = New:
dossiers-notice-submitted = We have received dossier { $code }
dossiers-notice-accepted = Dossier { $code } is accepted
dossiers-notice-refused = Dossier { $code } is not accepted
dossiers-notice-supplement-asked = Dossier { $code } needs more papers from you
dossiers-notice-supplement-taken = The one-stop desk has taken the supplement of dossier { $code }
dossiers-notice-withdrawal-decided = The agency answered your request to withdraw dossier { $code }
dossiers-notice-withdrawal-agreed = The agency agrees to the withdrawal of dossier { $code }
dossiers-notice-withdrawal-declined = The agency does not agree to the withdrawal of dossier { $code }; it goes on
dossiers-notice-fee-asked = Dossier { $code } needs a payment from you
dossiers-notice-fee-paid = The payment for dossier { $code } has arrived
dossiers-notice-fee-excess = Too much was paid for dossier { $code }; the agency gives it back to you
dossiers-notice-stopped = Processing of dossier { $code } is stopped
dossiers-notice-reappointed = Dossier { $code } has a new date
dossiers-notice-decided = Dossier { $code } has a result
dossiers-notice-returned = The result of dossier { $code } was returned

# E-mails
dossiers-mail-submitted-subject = Dossier { $code } received
dossiers-mail-submitted-body =
    Dear { $name },

    We have received dossier { $code }: { $procedure }.
    The agency answers within 8 working hours. Sign in to the portal to follow it.
dossiers-mail-accepted-subject = Dossier { $code } accepted
dossiers-mail-accepted-body =
    Dear { $name },

    Dossier { $code }: { $procedure } is accepted.
    The appointed date and the receipt are in your account.
dossiers-mail-refused-subject = Dossier { $code } not accepted
dossiers-mail-refused-body =
    Dear { $name },

    Dossier { $code }: { $procedure } is not accepted.
    The reason is in your account.
dossiers-mail-supplement-asked-subject = Dossier { $code } needs more papers
dossiers-mail-supplement-asked-body =
    Dear { $name },

    Dossier { $code }: { $procedure } needs more papers from you.
    Sign in to see the request and to send them. The time we wait for you is not counted.
dossiers-mail-supplement-taken-subject = Supplement of dossier { $code } received
dossiers-mail-supplement-taken-body =
    Dear { $name },

    The one-stop desk has taken a supplement of dossier { $code }: { $procedure }.
    The limit runs on. If it did not come from you or somebody you sent, call the agency at once.
dossiers-mail-withdrawal-decided-subject = Answer to your withdrawal of dossier { $code }
dossiers-mail-withdrawal-decided-body =
    Dear { $name },

    The agency has answered your request to withdraw dossier { $code }: { $procedure }.
    Read the answer in your account.
dossiers-mail-fee-asked-subject = Dossier { $code } needs a payment
dossiers-mail-fee-asked-body =
    Dear { $name },

    Dossier { $code }: { $procedure } needs a payment before it goes on.
    Sign in to see the amount and to pay. The time we wait for you is not counted.
dossiers-mail-fee-changed-subject = Dossier { $code } needs a payment
dossiers-mail-fee-changed-body =
    Dear { $name },

    The fee of dossier { $code }: { $procedure } was counted anew after the supplement.
    Sign in to see what is still to be paid and to pay.
dossiers-mail-paid-subject = Payment for dossier { $code } received
dossiers-mail-paid-body =
    Dear { $name },

    We have received the payment for dossier { $code }: { $procedure }.
    You need not do anything else.
dossiers-mail-fee-excess-subject = Too much was paid for dossier { $code }
dossiers-mail-fee-excess-body =
    Dear { $name },

    We have received money that was not to be paid for dossier { $code }: { $procedure }.
    The agency gives it back to you. Sign in to see the amount.
dossiers-mail-stopped-subject = Dossier { $code } stopped
dossiers-mail-stopped-body =
    Dear { $name },

    The agency has stopped processing dossier { $code }: { $procedure }.
    The reason is in your account.
dossiers-mail-reappointed-subject = Apology and new date for dossier { $code }
dossiers-mail-reappointed-body =
    Dear { $name },

    The agency apologises that dossier { $code }: { $procedure } is not finished yet.
    The new date and the reason are in your account.
dossiers-mail-decided-subject = Dossier { $code } has a result
dossiers-mail-decided-body =
    Dear { $name },

    Dossier { $code }: { $procedure } is finished.
    Sign in to download the electronic result or to see where the paper waits.
dossiers-mail-returned-subject = Result of dossier { $code } returned
dossiers-mail-returned-body =
    Dear { $name },

    The result of dossier { $code }: { $procedure } was returned.
    You can rate the service in your account.

# Errors
dossiers-error-code = This value is not in the list
dossiers-error-name = Enter the full name in letters, at least 2 characters
dossiers-error-address = Enter an address of 5 to 300 characters
dossiers-error-not-of-account = The applicant must be the holder of the account you use. If you act for somebody, name them at the step "For whom".
dossiers-error-tax-code = Enter the tax code of the organisation
dossiers-error-other-name = Enter the name of the person or organisation, at least 2 characters
dossiers-error-other-person = Write the name of the person again: it has only letters, spaces, apostrophes, full stops and hyphens
dossiers-error-behalf = Choose for whom you apply
dossiers-error-delivery = Choose how you want the result
dossiers-error-area = Choose the place that decides
dossiers-error-draft-changed = The draft was changed elsewhere after you opened this page. What was stored is untouched. This page keeps what you just typed: save again to use it, or open the draft again to see what is stored.
dossiers-error-draft-outdated = The rules of this procedure have changed since you saved the draft. Open the draft again, look at papers and fees under the new rules, save it, then send it.
dossiers-error-procedure-ended = This procedure is no longer in force, so the dossier cannot be sent. What you typed is still in the draft.
dossiers-error-paper-missing = Upload at least one file for this paper
dossiers-error-paper-missing-named = Upload at least one file for: { $paper }
dossiers-files-taken = The files are uploaded
dossiers-error-paper-full = { $name }: this paper takes at most { $most } files. Remove one and upload again.
dossiers-error-no-file = Choose a file before pressing "Upload"
dossiers-error-too-many-files = A dossier has at most { $most } files. Put the pages into one PDF.
dossiers-error-too-many-drafts = You have too many drafts. Send or delete some before beginning a new one.
dossiers-error-not-online = This procedure cannot be filed online yet. File it at the one-stop desk or by post.
dossiers-error-citizens-only = Filing online needs the account of a citizen or a business. Officers take in paper dossiers on their own page.
dossiers-error-remark = Write at most 2,000 characters, you wrote { $found }
dossiers-error-hidden = Type it again: there are hidden characters in this text
dossiers-error-reason = Write 5 to 2,000 characters, you wrote { $found }
dossiers-error-amount = The amount is VND 1,000 to 100 billion
dossiers-error-channel = A paper dossier comes to the counter or by post
dossiers-error-days = The number of days is 1 to { $most }
dossiers-error-new-date-far = Choose a date at most { $most } working days after the old one, or after today if it has passed
dossiers-error-day = Write a day such as 2024-12-27
dossiers-error-span = Choose a last day that is not before the first
dossiers-error-has-it = This officer has the work already
dossiers-error-opinion-asked = This unit has been asked and has not answered yet
dossiers-error-unknown-answer = The form does not ask this, check the name
dossiers-error-answer-long = This answer is too long, shorten it to at most 10,000 characters
dossiers-error-draft-taken = This id belongs to a dossier already. Send the request again to get the dossier that you filed, or take a new Idempotency-Key.
dossiers-error-idempotency = The Idempotency-Key must be a UUID
dossiers-error-idempotency-other = This Idempotency-Key was used for another procedure, take a new one
dossiers-error-new-date = The new date must be a working day after today and after the old date
dossiers-error-officer = Choose somebody who works at this step in the unit
dossiers-error-opinion-unit = Choose a unit other than the one that has the dossier
dossiers-error-verdict = Choose agree, disagree or another opinion
dossiers-error-score = Choose a satisfaction from 1 to 5
dossiers-error-rated = You have rated this dossier already
dossiers-error-rate-later = You can rate once the dossier is finished
dossiers-error-state = The present state of the dossier does not allow this. Reload the page to see the new state.
dossiers-error-not-at-this-step = This cannot be done at the present step. Reload the page to see the new step.
dossiers-error-no-open-step = The dossier has no open step
dossiers-error-paused = The dossier waits for the applicant, so this cannot be done yet
dossiers-error-opinion-missing = A required opinion has not been answered
dossiers-error-result-missing = Upload the result before signing
dossiers-error-result-unknown = This file is no result of the dossier that waits for a decision
dossiers-error-papers-missing = A required paper is missing. Add it, or give a reason for an exception.
dossiers-error-unpaid = Something is still to be paid for this dossier
dossiers-error-already-paid = Everything for this dossier has been paid
dossiers-error-nothing-due = Nothing is due for this dossier
dossiers-error-which-payment = Choose the payment that was made
dossiers-error-which-refund = Choose the payment that is given back
dossiers-error-override-right = An exception needs somebody with the right to it
dossiers-error-duties = You accepted or forwarded this dossier, so you do not approve it yourself. Another approver of the unit decides it.
dossiers-error-duties-alone = You prepared this dossier yourself. Write why you decide it alone; the reason goes into the history and is checked later.
dossiers-error-second-supplement = A second request is for a leader or an approver: they give the reason, and the dossier counts as late. Say why it is needed under “Ask a leader”.
dossiers-error-no-leader-needed = No supplement was asked for yet: you may ask for it yourself, without a leader
dossiers-error-no-supplement-asked = This dossier does not wait for a supplement
dossiers-error-supplement-empty = Upload at least one file or correct one answer before sending
dossiers-error-file-fixed = This file is part of the dossier and cannot be removed
dossiers-error-posting = Enter the number of the posting: this result is delivered by post
dossiers-error-no-withdrawal-asked = No request to withdraw is waiting for an answer
dossiers-error-withdraw-by-account = This dossier was filed with an account. Its holder asks to withdraw there
dossiers-error-reappointed = The dossier was given a new date once; it cannot be given another

# Printed forms 01 to 03. The sentences inside are [SAMPLE].
dossiers-form-temporary = Provisional print, not digitally signed
dossiers-form-unsigned = Not signed
dossiers-form-how-to-print = Use the browser's Print command for this page.
dossiers-form-no = No.: { $code }
dossiers-form-state = Socialist Republic of Viet Nam
dossiers-form-motto = Independence - Freedom - Happiness
dossiers-form-place = { $place }, day { $day } month { $month } year { $year }
dossiers-form-number = Form { $number }
dossiers-form-of = Dossier of
dossiers-form-for = { $name }, on behalf of { $other }
dossiers-form-content = What is asked for
dossiers-form-papers = Papers handed in:
dossiers-form-no-papers = No papers were handed in.
dossiers-form-limit = Time limit
dossiers-form-received = Received at
dossiers-form-due = Result appointed for
dossiers-form-delivery = Receiving the result
dossiers-form-02-lead = To process the dossier, the agency asks for the following to be supplemented or completed:
dossiers-form-02-how = Supplement once in your account on the portal or at the one-stop desk. The time we wait is not counted.
dossiers-form-03-lead = The agency does not accept this dossier for the following reason:
dossiers-form-03-how = Once this is mended, the applicant may file a new dossier.
dossiers-form-applicant = Applicant
dossiers-form-officer = Receiving officer
dossiers-form-sign = (Signature, full name)
dossiers-form-qr = QR code that leads to the look-up page
dossiers-form-follow = Scan the code or open this address to look up the dossier:
dossiers-form-basis = Form { $number } of { $basis }.
dossiers-form-sampled = [SAMPLE] The sentences inside are written by the project.
dossiers-form-rate = You can rate the service in your account or at the desk.

dossiers-unit-now = { $unit } (now { $heir })
