-- expect: fault error "end"
-- answer: a=secret
-- What one call logs is not in the next one's fault.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    log(a.a)
    error("end")
  end,
}
