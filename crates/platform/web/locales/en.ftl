web-portal = Public services
web-skip = Skip to main content
web-nav-main = Main
web-nav-home = Home
web-nav-procedures = Procedures
web-nav-dossiers = Dossiers
web-nav-notices = Notices
web-nav-unread = unread
web-sign-in = Sign in
web-sign-out = Sign out
web-sessions = Sessions
web-language = Language
web-desk = Workspace
web-search = Search
web-search-dossier = Find a dossier
web-search-dossier-hint = Dossier code, identity number, applicant
web-foot-help = Need somebody to guide you?
web-foot-call = Call
web-foot-sample-number = (sample number)
web-foot-visit = Or visit the one-stop desk of the commune nearest to you.
web-foot-about = About this portal
web-foot-data = How your data is used
web-foot-accessibility = Accessibility
web-foot-runs = Runs on Nhật Lệ
web-foot-open = Open-source software for provincial government.
web-sample-label = Note
web-sample = Sample province, the time here is { $today }. All people, codes and figures are made up.
web-errors = { $count ->
    [one] 1 thing to correct
   *[other] { $count } things to correct
}
web-error-prefix = Error:
web-optional = (optional)
web-shown = { $shown } of { $total } dossiers
web-pages = Pages
web-first-page = Back to first page
web-previous-page = Previous page
web-next-page = Next page
web-error-code = Error { $code }
web-error-404-help = Check the address, or search from the home page. If you followed an old link, the page may have moved.
web-error-403-help = Sign in with an account that has the right, or ask the administrator of your unit.
web-error-403-person-help = The account you use cannot open this page. Go to the home page, or call { $hotline } for help.
web-error-again = Open the page again
web-error-again-help = To keep what you just typed, go back with the button of your browser and copy it first. Then open the page again and send it once more.
web-error-retry-help = Wait a few seconds and load the page again. What was saved is safe.
web-error-500-help = We have recorded this error. Try again in a few minutes; what was saved is safe.
web-error-back-help = Go back to the page before and try again.

web-operations-group = Operations
web-operations = State of the system
web-operations-waiting = Background work waiting
web-operations-failed = Background work stopped
web-operations-audit = Audit rows
web-operations-sealed = Sealed rows
web-operations-messages = Messages of the sample: codes and account news
web-operations-failed-jobs = Background work that needs somebody
web-operations-kind = Work
web-operations-since = Since
web-operations-tries = Tries
web-operations-error = Error
web-operations-none = Nothing has stopped.
web-operations-retry = Try again
web-operations-retried = The background work is tried again now.
web-operations-gone = This background work has not stopped any more: somebody let it be tried again, or it is done. Open the page again to see.
web-operations-limits = Limits on tries
web-operations-limits-lead = Counts live in the memory of each server and begin anew when their time is over. Change them under [limits] in the configuration file.
web-operations-limit = What is counted
web-operations-minutes = In so many minutes
web-right-operations = See the state of the system, try stopped background work again

web-script-upload-label = Sending the file
web-script-upload-progress = {"{"}percent{"}"}% sent, {"{"}rate{"}"} a second, {"{"}left{"}"} left
web-script-upload-kb = {"{"}n{"}"} KB
web-script-upload-mb = {"{"}n{"}"} MB
web-script-upload-seconds = {"{"}n{"}"} s
web-script-upload-minutes = {"{"}n{"}"} min
web-script-upload-checking = Sent, the file is being checked
web-script-upload-cancel = Stop sending
web-script-upload-stopped = Sending was stopped. The file was not saved.
web-script-upload-failed = Sending failed. Check the network and send again; what was saved is safe.
web-script-counter-left = {"{"}n{"}"} characters left
web-script-busy = Sending

error-not-found = This page was not found
error-forbidden = You may not do this
error-invalid = Something needs correcting
error-changed = Somebody has just changed this dossier. Reload the page to see the new version and try again.
error-exists = This already exists
error-busy = Too many requests at once, try again in a few seconds
error-unavailable = The system cannot answer at the moment
error-internal = The system met an error
error-page = This page link no longer works, open the list from the start
error-too-many-tries = You have tried too often. Try again in { $minutes } min.
error-form-unreadable = What was sent cannot be read. Reload the page and send it again.
error-form-token = This page was open for too long or was opened from elsewhere. Reload the page and send it again.
error-body-too-large = What was sent is too large
error-upload-broken = The upload broke off. Send the file again.
error-json-type = The body must be JSON: set Content-Type to application/json.
error-json-too-large = The body is too large: JSON may have at most { $most } bytes
error-json-syntax = The body is not valid JSON from line { $line }, column { $column }
error-json-object = The body must be a JSON object, which begins with a brace
error-field-missing = This value is missing
error-field-twice = Give this value only once
error-field-unknown = There is no field of this name
error-field-type = { $wanted ->
    [text] This value must be a string
    [number] This value must be a whole number
    [decimal] This value must be a number
    [boolean] This value must be true or false
    [list] This value must be an array
    [object] This value must be an object
    [uuid] This value must be a UUID
    [date] This value must be a date that exists, written year-month-day, such as 2024-12-10
   *[other] This value does not have the form that the description of the API gives
}
error-api-not-found = Not found: the code or address is wrong, or this account may not see it
error-api-changed = The dossier has changed since the version that you sent. Read it again and send the new version.
error-method = This address does not take this method. The header Allow lists those it takes.
error-token-missing = There is no token. Get one with POST /api/v1/tokens and send it in the header Authorization: Bearer.
error-token-invalid = The token is wrong or has ended. Get a new one with POST /api/v1/tokens.
error-kind-malformed = The request cannot be read
error-kind-unauthorised = A valid token is needed
error-kind-forbidden = Not allowed
error-kind-not-found = Not found
error-kind-method = Wrong method
error-kind-conflict = The present state does not allow this
error-kind-too-large = The body is too large
error-kind-media-type = Wrong media type
error-kind-invalid = Some input is wrong
error-kind-busy = Too many requests
error-kind-unavailable = No answer at the moment
error-kind-internal = The system met an error
