"""Addresses of people: sign in, sign out, change the password, switch the post."""

from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.urls import path, reverse_lazy

from cppcc.accounts import views

urlpatterns = [
    path(
        "sign-in/",
        login_not_required(auth_views.LoginView.as_view(template_name="accounts/sign_in.html")),
        name="sign_in",
    ),
    path("sign-out/", auth_views.LogoutView.as_view(), name="sign_out"),
    path(
        "password/",
        views.ChangePassword.as_view(
            template_name="accounts/password.html", success_url=reverse_lazy("home")
        ),
        name="change_password",
    ),
    path("post/", views.switch_post, name="switch_post"),
]
