const HEIGHT = 28;
const WIDTH = 6;
const GAP = 2;

/** A bar for each hour. Nobody reads numbers off it: they are in its words. */
export function Sparkline({ hours }: { hours: readonly number[] }) {
  const most = Math.max(1, ...hours);
  const words = `Opened in each of the last ${hours.length} hours: ${hours.join(', ')}`;
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${hours.length * (WIDTH + GAP) - GAP} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={words}
    >
      <title>{words}</title>
      {hours.map((count, hour) => {
        const height = count === 0 ? 1 : Math.max(2, (count / most) * HEIGHT);
        return (
          <rect
            key={hour}
            className={count === 0 ? 'none' : ''}
            x={hour * (WIDTH + GAP)}
            y={HEIGHT - height}
            width={WIDTH}
            height={height}
            rx="1"
          />
        );
      })}
    </svg>
  );
}
