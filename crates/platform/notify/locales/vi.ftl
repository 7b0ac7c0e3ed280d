notify-bad-address = Địa chỉ thư điện tử này không gửi được
notify-refused = Máy chủ thư từ chối thư này
