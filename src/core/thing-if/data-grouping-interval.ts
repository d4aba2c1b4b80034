/** How long a group of the state history is, in milliseconds (mqtt-and-thing-if, B1). */
const intervals: Readonly<Record<string, number>> = {
	"1_MINUTE": 60_000,
	"15_MINUTES": 15 * 60_000,
	"30_MINUTES": 30 * 60_000,
	"1_HOUR": 60 * 60_000,
	"12_HOURS": 12 * 60 * 60_000,
};

/** In milliseconds; a thing onboarded without one has 15 minutes. */
export function dataGroupingInterval(name: string | undefined): number {
	return intervals[name ?? ""] ?? 15 * 60_000;
}
