procedures-reform-levels = Thủ tục đổi cấp giải quyết
procedures-reform-unverified = Trong đó cấp giải quyết chưa có nguồn xác nhận [UNVERIFIED]
procedures-reform-unknown = Hệ thống không có thủ tục { $code }. Bỏ dòng này hoặc sửa mã.
procedures-reform-later = Thủ tục { $code } đã có phiên bản từ ngày hiệu lực hoặc sau đó. Bỏ dòng này.
procedures-reform-process = Thủ tục { $code }: không có quy trình { $process } cho cấp mới. Chọn quy trình có trong data/processes.
procedures-reform-broken = Thủ tục { $code }: không dùng được quy trình cho cấp mới. Chọn quy trình khác ở process.
procedures-reform-no-version = Thủ tục { $code } không có phiên bản nào do kế hoạch được khôi phục lập ra. Ghi rõ levels.
