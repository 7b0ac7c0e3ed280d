// Officer pages: keys, list with quick view, live counts. Without script an officer loses these and nothing else.
import { startBasics, startPage } from "./basics";
import { startCounter } from "./counter";
import { startFiles } from "./files";
import { startGuard } from "./guard";
import { startKeys } from "./keys";
import { startList } from "./list";
import { startLive } from "./live";
import { startOnce } from "./once";
import { startPasskeys } from "./passkey";
import { startUpload } from "./upload";
import { startViewer } from "./viewer";

startBasics();
// In this order on submit: refuse wrong files, refuse a second send, take over the sending, then note what was sent.
startFiles();
startOnce();
startUpload();
startGuard();
startPasskeys();
startCounter();
startKeys();
startViewer();
startPage();
startList();
startLive();
