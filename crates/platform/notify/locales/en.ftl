notify-bad-address = No mail can be sent to this address
notify-refused = The mail server refused this message
