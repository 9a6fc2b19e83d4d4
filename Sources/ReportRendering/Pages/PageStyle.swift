/// The one style sheet of a page, and its hash for the page's own policy: styles that anything else brings along are
/// refused.
enum PageStyle {
  /// SHA-256 of `sheet`, base 64; a test computes it anew.
  static let hash = "sha256-5zyy2oYaFuXkhTCqxSxmhRUI+uAUjEIwPPEaQxjoSm4="

  static let sheet =
    ChartPalette.styleSheet + """
      *{box-sizing:border-box}
      html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
      body{margin:0 auto;max-width:860px;padding:40px 24px 72px;background:var(--bg);color:var(--ink);
      font:16px/1.5 Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",Arial,sans-serif;\
      overflow-wrap:anywhere}
      h1,h2,h3,figcaption{font-weight:650;line-height:1.22;letter-spacing:-.011em;text-wrap:balance}
      h1{font-size:1.95rem;margin:0 0 .35em;letter-spacing:-.02em}
      h2{font-size:1.45rem;margin:0 0 .35em}
      h3,section h2{font-size:1rem;margin:2em 0 .5em;letter-spacing:0}
      header{margin-bottom:56px}
      nav h2{font-size:1rem;margin:1.6em 0 .4em}
      nav ol{margin:0;padding-left:1.5em}
      nav li{margin:.25em 0}
      a{color:var(--c0);text-decoration-thickness:1px;text-underline-offset:.18em}
      a:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--c0);outline-offset:2px}
      article+article{margin-top:72px;padding-top:48px;border-top:1px solid var(--grid)}
      .stamp{color:var(--muted);margin:0 0 1.4em;font-size:.9rem}
      time,.n,.i{font-variant-numeric:tabular-nums}
      figure{position:relative;margin:1.8em 0 2em}
      figcaption{margin-bottom:.5em;font-size:1.05rem}
      figure svg{display:block;width:100%;height:auto;font-family:inherit}
      svg.narrow{display:none}
      ul.summary{list-style:none;padding:0;margin:1.4em 0;border-left:3px solid var(--grid)}
      ul.summary li{padding:.1em 0 .1em 1em}
      .scroll{position:relative;overflow-x:auto;margin:1.6em 0}
      table{border-collapse:collapse;font-size:.875rem;line-height:1.35;min-width:100%}
      caption{text-align:left;color:var(--muted);font-size:.8125rem;padding-bottom:.5em}
      th,td{padding:.42em 0 .42em 1.4em;text-align:left;vertical-align:baseline;border-bottom:1px solid var(--grid);\
      overflow-wrap:normal}
      th:first-child,td:first-child{padding-left:0}
      thead th{font-weight:600;color:var(--muted);border-bottom:1.5px solid var(--axis);vertical-align:bottom}
      tbody th{font-weight:400}
      td bdi,tbody th bdi{display:inline-block;max-width:30ch;overflow-wrap:anywhere}
      td bdi.s,tbody th bdi.s{white-space:nowrap;max-width:none}
      .n{text-align:right;white-space:nowrap}
      td.i,th.i{padding-left:.45em;color:var(--muted);white-space:nowrap}
      td.note{padding-left:.6em;font-size:.75rem}
      .off{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
      ul.events{list-style:none;padding:0;margin:0}
      ul.events li{padding:.18em 0 .18em 1.5em;text-indent:-1.5em}
      ul.events .sign{display:inline-block;width:1.5em;text-indent:0;color:var(--muted);font-size:.75em;\
      text-align:center}
      ul.events time{color:var(--muted);margin-right:.5em}
      ul.events .planned bdi{font-style:italic}
      ul.events em{color:var(--muted);font-style:normal;font-size:.875rem}
      ol.sources,section ul{padding-left:1.4em;margin:0}
      section ul.events{padding-left:0}
      ol.sources li,section li{margin:.2em 0}
      ol.sources,section ul:not(.events){font-size:.9375rem}
      ol.sources li:target{background:var(--ahead)}
      nav.site{margin-bottom:2.4em;font-size:.9375rem}
      nav.site a{margin-right:1.4em}
      dl.links{margin:0 0 1.4em;display:grid;grid-template-columns:max-content 1fr;gap:.15em 1.2em;font-size:.9375rem}
      dl.links dt{color:var(--muted)}
      dl.links dd{margin:0}
      dl.links a{margin-right:1em}
      ul.names{list-style:none;padding:0;margin:0;columns:15em;column-gap:2em}
      ul.names li{break-inside:avoid;margin:0;padding:.15em 0}
      .url{color:var(--muted)}
      pre{margin:0;padding:.8em 1em;background:var(--ahead);border-radius:6px;overflow-x:auto;font-size:.8125rem}
      code{font-family:ui-monospace,"SF Mono","Cascadia Code",Menlo,Consolas,"DejaVu Sans Mono",monospace;\
      white-space:pre-wrap}
      @media (max-width:640px){body{padding:24px 16px 48px}h1{font-size:1.5rem}h2{font-size:1.25rem}
      svg.wide{display:none}svg.narrow{display:block}}
      @media print{@page{margin:18mm 16mm}body{max-width:none;padding:0;font-size:10.5pt}svg.wide{display:block}\
      svg.narrow{display:none}
      figure,tr,li,pre{break-inside:avoid}h1,h2,h3,figcaption{break-after:avoid}thead{display:table-header-group}
      article+article{break-before:page;border:0;padding:0;margin:0}.scroll{overflow:visible}a{color:inherit;\
      text-decoration:none}}

      """
}
