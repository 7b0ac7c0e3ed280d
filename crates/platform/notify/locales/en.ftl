notify-bad-address = No mail can be sent to this address
notify-no-gateway = There is no way to send short messages
notify-text-refused = The gateway of short messages refused this one
notify-refused = The mail server refused this message
