package io.lockstep.console.login;

import io.lockstep.console.web.ConsolePage;
import io.lockstep.console.web.Done;
import io.lockstep.console.web.Routes;
import io.lockstep.console.web.View;
import io.lockstep.console.web.Visit;
import io.lockstep.logins.sessions.Sessions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.regex.Pattern;

/** Logs people in and out. */
@ApplicationScoped
class LoginPage implements ConsolePage {
  /** A page of the console: nobody is sent anywhere else. */
  private static final Pattern OWN_PAGE = Pattern.compile("/console(/[A-Za-z0-9_.~/%-]*)?(\\?.*)?");

  private final Sessions sessions;

  LoginPage(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public void addTo(Routes routes) {
    routes.open("/login", LoginPage::show);
    routes.openAct("/login", this::logIn);
    routes.act("/logout", this::logOut);
  }

  private static Uni<View> show(Visit visit) {
    return Uni.createFrom().item(View.of("login").with("next", visit.query("next")));
  }

  private Uni<Done> logIn(Visit visit) {
    return sessions
        .open(visit.form("apiKey").strip(), visit.http())
        .map(token -> token.map(each -> logIn(visit, each)).orElseGet(() -> refuse(visit)));
  }

  private Done logIn(Visit visit, String token) {
    visit.setCookie(Sessions.COOKIE, token);
    return Done.well(next(visit), "");
  }

  private static Done refuse(Visit visit) {
    return Done.refused(
        "/login?next=" + Visit.encode(visit.form("next")),
        "This key is worth nothing: it is mistyped, was revoked or has expired.");
  }

  private static String next(Visit visit) {
    String next = visit.form("next");
    return OWN_PAGE.matcher(next).matches() ? next.substring(Sessions.PATH.length()) : "";
  }

  private Uni<Done> logOut(Visit visit) {
    Optional<String> token = Sessions.tokenOf(visit.http());
    visit.setCookie(Sessions.COOKIE, null);
    return token
        .map(sessions::end)
        .orElseGet(() -> Uni.createFrom().voidItem())
        .replaceWith(Done.well("/login", "You are logged out."));
  }
}
