# What a business files in its own name.
dossiers-business = Business that files
dossiers-filed-by = Representative who is named
dossiers-error-behalf-business = The account of a business files in the name of the business only. File for a person with a citizen account.
dossiers-error-not-representative = The applicant must be somebody who represents the business now
