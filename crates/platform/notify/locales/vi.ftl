notify-bad-address = Địa chỉ thư điện tử này không gửi được
notify-no-gateway = Không có cách gửi tin nhắn
notify-text-refused = Nơi gửi tin nhắn từ chối tin này
notify-refused = Máy chủ thư từ chối thư này
