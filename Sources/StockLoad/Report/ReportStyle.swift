/// How the page looks, on light and on dark screens and on paper.
enum ReportStyle {
    static let css = """
        :root { color-scheme: light dark; --ink: #1c2330; --soft: #5b6575; --paper: #ffffff; --rule: #dde2ea;
          --first: #1f6fd6; --second: #c26a00; --third: #7a55c7; --fourth: #c8324b; --go: #14713d; --no-go: #a81e33;
          --band: #8a94a6; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e7ebf2; --soft: #9aa5b8; --paper: #12161d;
          --rule: #2b3340; --first: #6aa9ff; --second: #f0a24a; --third: #b79bff; --fourth: #ff7d92; --go: #1e8a4e;
          --no-go: #c23a50; --band: #6c778a; } }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
        main { max-width: 1000px; margin: 0 auto; padding: 24px 20px 60px; }
        header { color: #fff; padding: 18px 24px; border-radius: 10px; margin-bottom: 18px; }
        header.go { background: var(--go); } header.no-go { background: var(--no-go); }
        header h1 { margin: 0; font-size: 34px; letter-spacing: 1px; } header p { margin: 4px 0 0; }
        h2 { margin: 34px 0 8px; font-size: 20px; } h3 { margin: 22px 0 2px; font-size: 15px; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 10px; margin-top: 18px; }
        .tiles div { border: 1px solid var(--rule); border-radius: 8px; padding: 8px 12px; }
        .tiles span { display: block; color: var(--soft); font-size: 13px; } .tiles b { font-size: 18px; }
        .note, .legend { color: var(--soft); font-size: 13px; margin: 6px 0; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 14px; }
        th, td { text-align: right; padding: 4px 14px 4px 0; border-bottom: 1px solid var(--rule); }
        th:first-child, td:first-child { text-align: left; } th { color: var(--soft); font-weight: 600; }
        tr.bad td { color: var(--no-go); font-weight: 700; }
        svg { width: 100%; height: auto; display: block; }
        .grid { stroke: var(--rule); } .axis { fill: var(--soft); font-size: 11px; }
        .band { fill: var(--band); opacity: .35; }
        .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
        .line.broad { stroke-width: 6; opacity: .45; }
        .line.first { stroke: var(--first); } .line.second { stroke: var(--second); }
        .line.third { stroke: var(--third); } .line.fourth { stroke: var(--fourth); }
        .key { display: inline-block; width: 14px; height: 4px; border-radius: 2px; margin: 0 6px 3px 0; }
        .key.first { background: var(--first); } .key.second { background: var(--second); }
        .key.third { background: var(--third); } .key.fourth { background: var(--fourth); }
        .key.shaded { background: var(--band); opacity: .4; height: 10px; margin-bottom: 0; }
        """
}
