inspection-group = Inspection
inspection-right = Read the audit log of the whole province
inspection-title = Audit log
inspection-story = Story of one thing
inspection-text = Every write, refusal, sign-in and look at personal data. The rows hold codes and names of fields, no content of dossiers.
inspection-from = From day
inspection-to = To day
inspection-day-hint = For example 10/12/2024
inspection-action = Action
inspection-action-hint = The whole action or its beginning, for example dossiers or dossiers.accept
inspection-actor = Who acted
inspection-actor-hint = Identifier of the account. Choose a name in the list to see what one person did
inspection-entity = Thing
inspection-entity-hint = Identifier of the dossier, account or other thing. Choose one in the list to see its whole story
inspection-help = How to fill in the fields
inspection-search = Search
inspection-export = Save a signed file
inspection-export-hint = The file holds the rows of this search, at most 5,000, and verifies without the database: nhatle audit verify --offline FILE. That you saved it is recorded.
inspection-at = At
inspection-details = Details
inspection-event = Event:
inspection-place = Chain { $chain }, row { $seq }
inspection-house = The system
inspection-person = Account of a person
inspection-archived = Older rows of this thing stand in files of the archive and are not shown here:
inspection-archived-rows = { $rows ->
    [one] 1 row
   *[other] { $rows } rows
}
inspection-archived-how = Ask the operator for these files. Search in them for the identifier of the thing.
inspection-none = No row fits. Change the days or leave a field empty.
inspection-wrong-day = This day cannot be read. Write it like 10/12/2024.
inspection-wrong-id = This is not an identifier. Copy it whole from a row of the list, or leave the field empty.
inspection-wrong-action = An action has small letters without marks, dots and hyphens only, for example dossiers.accept.
inspection-too-many = More than 5,000 rows fit. Choose fewer days, one action or one thing.
