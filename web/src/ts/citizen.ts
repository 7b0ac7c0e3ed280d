// Citizen pages are complete without this file; it only saves time and repeats what the server would say.
import { startBasics, startPage } from "./basics";
import { startCounter } from "./counter";
import { startFiles } from "./files";
import { startOnce } from "./once";
import { startPasskeys } from "./passkey";
import { startUpload } from "./upload";

startBasics();
// In this order on submit: refuse wrong files, refuse a second send, then take over the sending.
startFiles();
startOnce();
startUpload();
startPasskeys();
startCounter();
startPage();
