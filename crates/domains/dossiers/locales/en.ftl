dossiers-right-read = See the unit's dossiers
dossiers-right-receive = Receive dossiers
dossiers-right-handle = Handle dossiers
dossiers-right-approve = Decide dossiers
dossiers-right-assign = Assign dossiers
dossiers-right-deliver = Return results
dossiers-right-numbers = See the numbers of dossiers
dossiers-right-override = Decide an exception with a reason
dossiers-right-flags = See looks of officers at personal data outside their cases

dossiers-api-procedure = No procedure with this code is in force
dossiers-api-factor = Put the last four digits of the identity number or of the registered telephone into the header X-Lookup-Factor

dossiers-limit-code = Looking up one dossier code from one address
dossiers-limit-everywhere = Looking up one dossier code from everywhere
dossiers-limit-address = Looking up dossiers from one address
