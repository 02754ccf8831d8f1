import Hummingbird
import MaruContract
import MaruGateway

/// `/developers/docs/guides/…`.
struct GuideScreen: Sendable {
  let site: Site

  func add(to router: Router<GatewayContext>) {
    for slug in Guide.slugs {
      site.get("\(DocsScreen.path)/guides/\(slug)", on: router) { visit in
        guard let guide = Guide.all(visit).first(where: { $0.slug == slug }) else {
          return site.redirect(DocsScreen.path)
        }
        return show(visit, guide)
      }
    }
  }

  private func show(_ visit: SiteVisit, _ guide: Guide) -> Site.Answer {
    let origin = site.accounts.address.link("")
    return site.page(
      visit, "guide", title: guide.title,
      [
        "heading": guide.title, "lead": guide.lead,
        "sections": guide.sections.map { section in
          var view: [String: Any] = [
            "sectionHeading": section.heading, "paragraphs": section.paragraphs.map { ["words": $0] },
          ]
          if let code = section.code { view["code"] = code.replacing("{url}", with: origin) }
          return view
        },
        "copy": visit.text("복사", "Copy"), "copied": visit.text("복사했습니다", "Copied"),
        "all": ["text": visit.text("모든 문서", "All documentation"), "href": DocsScreen.path],
      ])
  }
}
