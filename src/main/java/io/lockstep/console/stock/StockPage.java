package io.lockstep.console.stock;

import io.lockstep.console.web.ConsolePage;
import io.lockstep.console.web.Listing;
import io.lockstep.console.web.Routes;
import io.lockstep.console.web.View;
import io.lockstep.console.web.Visit;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** The list of SKUs with their stock. */
@ApplicationScoped
class StockPage implements ConsolePage {
  private static final String PATH = "/stock";

  @Override
  public void addTo(Routes routes) {
    routes.page(PATH, StockPage::show);
  }

  private static Uni<View> show(Visit visit) {
    Listing listing = Listing.of(visit, "below");
    return visit
        .get(listing.on(PATH))
        .map(
            stock ->
                View.of("stock/list")
                    .with("stock", stock)
                    .with("filters", listing.filters())
                    .with("query", listing.query()));
  }
}
