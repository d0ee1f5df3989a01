package io.lockstep.accounts;

import io.lockstep.http.Page;
import io.lockstep.platform.Ids;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Select;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.Collectors;

/**
 * Lists transfers, newest first. Those of one account are found by its entries, which are numbered
 * in each of its currencies: so a transfer costs no index of its own to be listed by. Only a system
 * account has more than one currency; its transfers are merged by their time.
 */
@ApplicationScoped
class BrowsingTransfers {
  private final Transactions transactions;

  BrowsingTransfers(Transactions transactions) {
    this.transactions = transactions;
  }

  Uni<Page<TransferView>> list(Page.Request page) {
    String before = page.beforeId(Ids::isWellFormed);
    return transactions
        .read(tx -> newest(before, page.rowsToRead()).list(tx, TransferView::of))
        .map(rows -> Page.of(rows, page, TransferView::id));
  }

  /** Those in which this account paid or received; none if there is no such account. */
  Uni<Page<TransferView>> ofAccount(String account, Page.Request page) {
    EntryPlaces places = EntryPlaces.of(page);
    return transactions
        .read(
            tx ->
                places.isEmpty()
                    ? allPlaces(tx, account).flatMap(all -> behind(tx, account, all, page))
                    : behind(tx, account, places, page))
        .map(rows -> Page.of(rows, page, Placed::cursor).map(Placed::transfer));
  }

  private static Uni<EntryPlaces> allPlaces(Tx tx, String account) {
    return Select.of("SELECT currency, entries FROM accounts WHERE id = ?", account)
        .list(tx, row -> Map.entry(row.getString("currency"), row.getLong("entries") + 1))
        .map(EntryPlaces::of);
  }

  private static Uni<List<Placed>> behind(
      Tx tx, String account, EntryPlaces places, Page.Request page) {
    return places.isEmpty()
        ? Uni.createFrom().item(List.of())
        : ofAccount(account, places, page.rowsToRead())
            .list(tx, Entry::of)
            .map(entries -> merge(entries, places, page.rowsToRead()));
  }

  static Select newest(String before, int limit) {
    return Select.of(
        "SELECT "
            + TransferView.COLUMNS
            + " FROM transfers FORCE INDEX (PRIMARY) WHERE id < ? ORDER BY id DESC LIMIT ?",
        before,
        limit);
  }

  /** The newest entries in each currency that are below its place. */
  static Select ofAccount(String account, EntryPlaces places, int limit) {
    return Select.all(
        places.numbers().entrySet().stream()
            .map(
                place ->
                    Select.of(
                        """
                        SELECT e.number, t.id, t.from_id, t.to_id, t.amount, t.currency, t.created_at
                          FROM account_entries e FORCE INDEX (PRIMARY)
                          STRAIGHT_JOIN transfers t ON t.id = e.transfer_id
                         WHERE e.account_id = ? AND e.currency = ? AND e.number < ?
                         ORDER BY e.number DESC LIMIT ?""",
                        account,
                        place.getKey(),
                        place.getValue(),
                        limit))
            .toList());
  }

  /** Takes the newest of the heads again and again, so that each currency keeps its own order. */
  private static List<Placed> merge(List<Entry> entries, EntryPlaces places, int limit) {
    Map<String, List<Entry>> byCurrency =
        entries.stream()
            .sorted(Comparator.comparing(Entry::number).reversed())
            .collect(Collectors.groupingBy(entry -> entry.transfer().currency()));
    PriorityQueue<Entry> heads = new PriorityQueue<>(Entry.NEWEST_FIRST);
    byCurrency.values().forEach(list -> heads.add(list.remove(0)));
    List<Placed> merged = new ArrayList<>();
    EntryPlaces reached = places;
    while (!heads.isEmpty() && merged.size() < limit) {
      Entry next = heads.remove();
      reached = reached.at(next.transfer().currency(), next.number());
      merged.add(new Placed(next.transfer(), reached.cursor()));
      List<Entry> rest = byCurrency.get(next.transfer().currency());
      if (!rest.isEmpty()) {
        heads.add(rest.remove(0));
      }
    }
    return merged;
  }

  private record Entry(long number, TransferView transfer) {
    static final Comparator<Entry> NEWEST_FIRST =
        Comparator.comparing((Entry entry) -> entry.transfer().at())
            .thenComparing(entry -> entry.transfer().id())
            .reversed();

    static Entry of(Row row) {
      return new Entry(row.getLong("number"), TransferView.of(row));
    }
  }

  /**
   * A transfer in the list.
   *
   * @param cursor continues behind it
   */
  private record Placed(TransferView transfer, String cursor) {}
}
