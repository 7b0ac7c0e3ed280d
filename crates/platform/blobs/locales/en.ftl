blobs-too-large = The file is { $found }. It must be under { $limit }. Compress it or take the photo in a smaller size, then send it again.
blobs-wrong-type = This file is not a PDF, JPEG or PNG. Convert it to one of these and send it again.
blobs-truncated = The end of this file is missing, so it cannot be opened. Open it on your device, save it again and send it again.
blobs-empty = This file has nothing in it. Choose another file.
blobs-operations-infected = Infected files
