// What an owner's phone would do: register, take the lamp over, send it a command.
export async function turnPower(app, { vendorThingID, thingPassword, thingID }, power) {
	const owner = await app.newOwner();
	await owner.onboard({ vendorThingID, thingPassword });
	return { commandID: await owner.sendCommand(thingID, [{ turnPower: power }], { schema: "lamp", schemaVersion: 1 }) };
}
