import { inGroup } from "../in-group.ts";
import { choice } from "../kinds/choice.ts";
import { controlHosts } from "../kinds/control-hosts.ts";
import { secret } from "../kinds/secret.ts";

const control = inGroup("Control API");

export const controlSettings = {
	control: control(
		choice("WHO", ["loopback", "open", "off"]),
		"loopback",
		"Who may use the control API below `/_emulator`: programs on this machine, `open` every program that reaches the emulator, or `off` nobody",
		"The control API can read, change and delete everything, so `open` belongs into a network that you trust. Web pages are kept out in any case: a request with an `Origin` that is not the emulator's own gets 403, and so does one for a host name that is not the emulator's (`control-hosts`). `GET /_emulator/health` and `GET /_emulator/ca.pem` are always open.",
	),
	controlToken: control(
		secret,
		undefined,
		"A token with which programs on other machines may use the control API, too, whatever `control` is but `off`",
		"Sent as `Authorization: Bearer TOKEN`, or as `X-Control-Token: TOKEN` where a call needs an administrator's token of Kii's besides. A browser's WebSocket, which can send no headers, says `?access_token=TOKEN`. Prefer the variable to the flag, which other users of the machine can see.",
	),
	controlHosts: control(
		controlHosts,
		[],
		"A host name by which the control API may be called, or an origin whose pages may call it; repeatable",
		"IP addresses, `localhost`, names below `.localhost`, `host.docker.internal`, `host` and `advertised-host` need not be named. The check keeps pages out whose own host name has been pointed at the emulator (DNS rebinding).",
	),
};
