"""What do mail servers and people send back? One mail of each sort, about the letter that a test names."""


def notification(
    number: str,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    returned: str = "headers",
    recipient: str = "ingrid@example.org",
    author: str = "MAILER-DAEMON@mx.example.org (Mail Delivery System)",
) -> bytes:
    """Write a delivery status notification as RFC 3464 has it; Postfix labels its own as an automatic answer, too."""
    quoted = {
        "headers": f"Content-Type: text/rfc822-headers\r\n\r\nSubject: A question\r\nMessage-ID: {number}\r\n",
        "whole": f"Content-Type: message/rfc822\r\n\r\nMessage-ID: {number}\r\nSubject: A question\r\n\r\nHello\r\n",
        "nothing": "Content-Type: text/plain\r\n\r\n\r\n",
    }[returned]
    return (
        f"Return-Path: <>\r\nFrom: {author}\r\n"
        "To: references@localhost\r\nSubject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI'm sorry to have to inform you.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no such user here\r\n\r\n"
        f"--b\r\n{quoted}\r\n--b--\r\n"
    ).encode()


def plain(number: str, words: str, **headers: str) -> bytes:
    """Write a mail in a server's own words, that quotes our letter below them."""
    given = {"Return_Path": "<>", "From": "Mail Delivery System <Mailer-Daemon@mx.example.org>", **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in given.items()]
    return ("\r\n".join([*lines, "", words, "", f"Message-ID: {number}", "Subject: A question"]) + "\r\n").encode()


def answer(number: str, words: str = "Gladly!", **headers: str) -> bytes:
    """Write what a person sends back: an answer to our letter, by hand or by their mail program."""
    given = {
        "From": "Ingrid Solheim <ingrid@example.org>",
        "In_Reply_To": number,
        "Subject": "Re: A question",
        **headers,
    }
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in given.items()]
    return ("\r\n".join([*lines, "", words, "", f"> Message-ID: {number}"]) + "\r\n").encode()
