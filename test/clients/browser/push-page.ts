// Runs in the browser, as a script of the page that push.test.ts makes. KiiSDK.js and paho-mqtt.js are loaded before it.
// Talks to the emulator over HTTPS and WSS only.

/** What the test tells the page. */
export interface PageSettings {
	readonly url: string;
	readonly appID: string;
	readonly appKey: string;
	readonly clientID: string;
	readonly clientSecret: string;
}

/** What the page posts back. */
export interface PageResult {
	readonly error?: string;
	readonly userID?: string;
	readonly secondUserID?: string;
	readonly pushed?: readonly Record<string, unknown>[];
}

interface Page {
	readonly settings: PageSettings;
	// The SDK and Paho come without types.
	readonly Kii: ReturnType<typeof JSON.parse>;
	readonly KiiUser: ReturnType<typeof JSON.parse>;
	readonly KiiPushMessageBuilder: ReturnType<typeof JSON.parse>;
	readonly Paho: ReturnType<typeof JSON.parse>;
}
const { settings, Kii, KiiUser, KiiPushMessageBuilder, Paho } = globalThis as unknown as Page;

await run()
	.catch((error): PageResult => ({ error: String(error?.message ?? error?.errorMessage ?? error) }))
	.then((result) => fetch("/result", { method: "POST", body: JSON.stringify(result) }));

async function run(): Promise<PageResult> {
	const { url, appID, appKey } = settings;
	Kii.initializeWithSite(appID, appKey, `${url}/api`);
	const user = await KiiUser.userWithUsername("browser", "password").register();
	const installations = user.pushInstallation();
	const { installationID } = await installations.installMqtt(true);
	const endpoint = await installations.getMqttEndpoint(installationID);
	const messages = await listen(endpoint);

	// push to user
	const topic = user.topicWithName("news");
	await topic.save();
	await user.pushSubscription().subscribe(topic);
	await topic.sendMessage(new KiiPushMessageBuilder({ headline: "hello" }).build());
	// push to app
	const bucket = user.bucketWithName("notes");
	await user.pushSubscription().subscribe(bucket);
	const note = bucket.createObject();
	note.set("text", "remember");
	await note.saveAllFields();
	// direct push, which the SDK cannot send
	await direct(user.getID());
	return { userID: user.getID(), pushed: await messages(3) };
}

async function direct(userID: string): Promise<void> {
	const { url, appID, clientID, clientSecret } = settings;
	const post = async (path: string, body: object, type: string, token?: string) => {
		const reply = await fetch(`${url}/api/apps/${appID}${path}`, {
			method: "POST",
			headers: { "content-type": type, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
			body: JSON.stringify(body),
		});
		if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
		return JSON.parse(await reply.text());
	};
	const login = { grant_type: "client_credentials", client_id: clientID, client_secret: clientSecret };
	const { access_token } = await post("/oauth2/token", login, "application/json");
	await post(
		`/users/${userID}/push/messages`,
		{ data: { mymessage: "Hello" }, sendSender: false, sendWhen: false, mqtt: { enabled: true } },
		"application/vnd.kii.SendPushMessageRequest+json",
		access_token,
	);
}

/** Connects over WSS; the function it gives waits for so many messages. */
async function listen(endpoint: Record<string, string | number>) {
	const { host, portWSS, mqttTopic, username, password } = endpoint;
	const client = new Paho.Client(host, portWSS, "/mqtt", mqttTopic);
	const messages: Record<string, unknown>[] = [];
	let arrived = (): void => {};
	client.onMessageArrived = (message: { destinationName: string; payloadString: string }) => {
		if (message.destinationName !== mqttTopic) return;
		messages.push(JSON.parse(message.payloadString));
		arrived();
	};
	await new Promise<void>((resolve, reject) => {
		client.connect({ userName: username, password, useSSL: true, onSuccess: () => resolve(), onFailure: reject });
	});
	await new Promise<void>((resolve, reject) => {
		client.subscribe(mqttTopic, { qos: 0, onSuccess: () => resolve(), onFailure: reject });
	});
	return async (count: number) => {
		while (messages.length < count) {
			await new Promise<void>((resolve) => {
				arrived = resolve;
			});
		}
		return messages;
	};
}
