blobs-too-large = Tệp nặng { $found }, cần dưới { $limit }. Nén tệp hoặc chụp lại ở cỡ nhỏ hơn rồi gửi lại.
blobs-wrong-type = Tệp này không phải PDF, JPEG hay PNG. Chuyển tệp sang một trong ba loại đó rồi gửi lại.
blobs-truncated = Tệp thiếu phần cuối nên không mở được. Mở thử tệp trên máy bạn, lưu lại rồi gửi lại.
blobs-empty = Tệp này không có nội dung. Chọn tệp khác.
blobs-operations-infected = Tệp bị nhiễm mã độc
