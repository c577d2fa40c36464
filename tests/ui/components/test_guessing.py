from tests.ui.visiting import component, texts


def script() -> None:
    import streamlit as st

    from cnn.ui.components.guessing import guess_switch, reveal, revealed

    guess = guess_switch()
    if st.button("Open 3"):
        reveal(3)
    shown = [index for index in range(5) if revealed(index)]
    st.write(f"Guess: {guess}, revealed: {shown}")


def test_a_garment_is_revealed_once_it_was_opened() -> None:
    app = component(script).run()
    assert "Guess: False, revealed: []" in texts(app)
    app.button[0].click().run()
    app.run()
    assert "revealed: [3]" in texts(app)


def test_guessing_begins_with_all_garments_hidden() -> None:
    app = component(script).run()
    app.button[0].click().run()
    app.toggle(key="guess").set_value(True).run()
    assert "Guess: True, revealed: []" in texts(app)


def test_whether_to_guess_is_in_the_address() -> None:
    app = component(script)
    app.query_params["guess"] = "true"
    assert "Guess: True" in texts(app.run())
    app = component(script)
    app.query_params["guess"] = "perhaps"
    assert "Guess: False" in texts(app.run())
